"""Terms that changed since a member consented: he is asked, and until he says yes the earlier terms hold (rule 4)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.consent import expiry
from privacy.consent.choices import ReminderKind
from privacy.consent.models import ConsentReminder
from privacy.policy.comparison import ActivityChange
from privacy.policy.services import changes_between, effective_version, is_open
from privacy.rights.lines import Line, lines
from privacy.rights.rendering import in_words, item_labels

FACTS: dict[str, Promise] = {
    "new_purpose": _("The purpose is another, or is described in other words."),
    "kept_longer": _("The data are kept longer."),
    "new_recipient": _("The recipient, or the recipient's purpose, is another."),
    "needs_consent_now": _("It rested on another ground until now, and needs your consent from now on."),
}
ITEMS: dict[str, Promise] = {
    "new_items": _("New items"),
    "newly_required": _("Items that were optional and are required now"),
    "newly_provided": _("Items that are provided in addition"),
}


@dataclass(frozen=True)
class ChangedLine:
    """A consent under earlier terms, and what the version in force says differently about it."""

    line: Line
    facts: list[Promise]
    items: list[tuple[Promise, list[str]]]


def changed(subject_id: UUID, language: str, *, asking: bool = False) -> list[ChangedLine]:
    """The consents of a person that the version in force does not rest on; `asking`: without those he answered."""
    current = effective_version()
    old = [line for line in lines(subject_id, language) if line.holds and line.last.version_id < current.number]
    if not old:
        return []
    said = ConsentReminder.objects.filter(
        event__subject=subject_id, kind=ReminderKind.KEEP_TERMS, version=current.number
    )
    settled = set(said.values_list("event", flat=True)) if asking else set()
    changes = {number: _by_activity(number, current.number) for number in {line.last.version_id for line in old}}
    labels = item_labels(current, language)
    return [
        _in_words(line, changes[line.last.version_id][line.activity], labels)
        for line in old
        if line.activity in changes[line.last.version_id] and line.last.pk not in settled and is_open(line.activity)
    ]


def asks_at_sign_in(subject_id: UUID) -> bool:
    """Whether this sign-in shows what has changed."""
    return bool(changed(subject_id, settings.LANGUAGE_CODE, asking=True))


def keep_terms(*, found: Iterable[ChangedLine]) -> None:
    """The person keeps the earlier terms until his clock ends; this version asks him no more at sign-in."""
    expiry.remember([each.line.last for each in found], ReminderKind.KEEP_TERMS, version=effective_version().number)


def _by_activity(before: int, after: int) -> dict[str, ActivityChange]:
    return {change.activity: change for change in changes_between(before, after) if change.needs_consent}


def _in_words(line: Line, change: ActivityChange, labels: dict[str, str]) -> ChangedLine:
    return ChangedLine(
        line=line,
        facts=[said for name, said in FACTS.items() if getattr(change, name)],
        items=list(_items(change, labels)),
    )


def _items(change: ActivityChange, labels: dict[str, str]) -> Iterator[tuple[Promise, list[str]]]:
    for name, heading in ITEMS.items():
        if words := in_words(getattr(change, name), labels):
            yield heading, words
