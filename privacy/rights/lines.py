"""What a member reads about his own consents: every line with its history, and what a withdrawal would mean."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from privacy.clocks import seoul_date
from privacy.consent.choices import HOLDS, ConsentKind
from privacy.consent.expiry import SCREEN_DAYS
from privacy.consent.models import ConsentEvent
from privacy.consent.services import current
from privacy.destruction.certificate import backups_unreadable_from
from privacy.destruction.extent import extents
from privacy.destruction.grounds import kept
from privacy.policy.models import PolicyActivity
from privacy.policy.services import effective_version, is_open
from privacy.provision.models import Recipient
from privacy.registry import registry
from privacy.rights.rendering import KeptInWords, in_words, item_labels
from privacy.subjects.models import Processing


@dataclass(frozen=True)
class Line:
    """What one person said about one activity and one recipient, the latest word last."""

    activity: str
    recipient: Recipient | None
    title: str
    state: ConsentKind
    since: datetime
    until: date | None
    last: ConsentEvent
    history: list[ConsentEvent] = field(default_factory=list)
    may_give: bool = False

    @property
    def holds(self) -> bool:
        """Whether the consent is in force today."""
        return self.state in HOLDS

    @property
    def ends_soon(self) -> bool:
        """Whether it may be renewed on the renewal screen."""
        return (
            self.holds and self.until is not None and self.until <= seoul_date(timezone.now()) + timedelta(SCREEN_DAYS)
        )

    @property
    def withdraw_at(self) -> str:
        """Where it is withdrawn; for some activities that is where one leaves."""
        return leaving_page(self.activity) or _address("withdraw_consent", self)

    @property
    def give_at(self) -> str:
        """Where it is given again."""
        return _address("give_consent", self)


@dataclass(frozen=True)
class Effect:
    """What follows when a line is withdrawn: told before it is asked."""

    line: Line
    refusal: str
    under_way: list[str]
    destroyed: list[str]
    kept: tuple[KeptInWords, ...]
    others: int
    backups_unreadable_from: date


def lines(subject_id: UUID, language: str) -> list[Line]:
    """Every line of a person: those in force first, by title."""
    events = ConsentEvent.objects.filter(subject=subject_id).select_related("version")
    found = list(events.order_by("activity", "recipient", "seq"))
    recipients = Recipient.objects.in_bulk({event.recipient for event in found if event.recipient})
    said = PolicyActivity.objects.filter(version=effective_version(), code__in={event.activity for event in found})
    titles = {each.code: each.said("title", language) for each in said}
    histories = [list(group) for _key, group in groupby(found, key=lambda event: (event.activity, event.recipient))]
    ended = {history[-1].activity for history in histories if not _holds(history[-1])}
    open_now = _takes_consents(subject_id, ended)
    result = []
    for history in histories:
        activity, recipient_id = history[-1].activity, history[-1].recipient
        recipient = recipients.get(recipient_id) if recipient_id else None
        result.append(_line(history, recipient, titles.get(activity) or _declared_title(activity, language), open_now))
    return sorted(result, key=lambda line: (not line.holds, line.title, line.recipient.name if line.recipient else ""))


def line_of(subject_id: UUID, language: str, activity: str, recipient_id: UUID | None) -> Line | None:
    """One line of a person; None where nothing was ever said."""
    wanted = (activity, recipient_id)
    found = lines(subject_id, language)
    return next((line for line in found if (line.activity, line.last.recipient) == wanted), None)


def effect(subject_id: UUID, language: str, line: Line) -> Effect:
    """What a withdrawal would end, destroy and leave (PIPA arts. 21 and 37)."""
    version, day = effective_version(), seoul_date(timezone.now())
    labels = item_labels(version, language)
    said = PolicyActivity.objects.filter(version=version, code=line.activity).first()
    held = {
        item for each in extents(line.activity) if each.count([subject_id]) for item in each.declaration.items.values()
    }
    others = current(subject_id)
    return Effect(
        line=line,
        refusal=said.said("refusal", language) if said else "",
        under_way=under_way(subject_id, [line]),
        destroyed=in_words(held, labels),
        kept=tuple(
            KeptInWords(each.law, in_words(each.items, labels), each.keep_until)
            for each in kept(activity=line.activity, anchor=day)
        ),
        others=sum(each.activity == line.activity and each.pk != line.last.pk for each in others),
        backups_unreadable_from=backups_unreadable_from(day),
    )


def under_way(subject_id: UUID, affected: Iterable[Line]) -> list[str]:
    """What goes on for the person under these lines, in words; under the one by which he leaves, everything."""
    found: dict[str, None] = {}
    for line in affected:
        everything = leaving_page(line.activity) is not None
        for declared in registry().activities():
            if declared.under_way and (everything or declared.code == line.activity):
                recipient = None if everything else line.last.recipient
                found.update(dict.fromkeys(import_string(declared.under_way)(subject_id, recipient)))
    return list(found)


def leaving_page(activity: str) -> str | None:
    """The address by which one leaves, where withdrawing the consent to this activity means that."""
    leaves_by = registry().activity(activity).leaves_by
    return reverse(leaves_by) if leaves_by else None


def _line(history: list[ConsentEvent], recipient: Recipient | None, title: str, open_now: set[str]) -> Line:
    last = history[-1]
    state = ConsentKind.EXPIRED if last.kind in HOLDS and not _holds(last) else ConsentKind(last.kind)
    run = last
    for event in reversed(history):
        if event.kind not in HOLDS:
            break
        run = event
    addressable = last.recipient is None or recipient is not None
    return Line(
        activity=last.activity,
        recipient=recipient,
        title=title,
        state=state,
        since=run.at if last.kind in HOLDS else last.at,
        until=last.until if last.kind in HOLDS else None,
        last=last,
        history=history[::-1],
        may_give=state not in HOLDS and last.activity in open_now and addressable,
    )


def _holds(event: ConsentEvent) -> bool:
    return event.holds_on(seoul_date(timezone.now()))


def _takes_consents(subject_id: UUID, activities: set[str]) -> set[str]:
    """The activities that may be consented to: disclosed, and not destroyed or being destroyed for this person."""
    shut = Processing.objects.filter(subject=subject_id, activity__in=activities).exclude(
        fenced_by=None, destroyed_at=None
    )
    closed = set(shut.values_list("activity", flat=True))
    return {activity for activity in activities - closed if is_open(activity)}


def _declared_title(activity: str, language: str) -> str:
    declared = registry().activity(activity)
    return declared.title_ko if language == "ko" else declared.title_en


def _address(name: str, line: Line) -> str:
    parts = [line.activity, *([line.recipient.pk] if line.recipient else [])]
    return reverse(f"rights:{name}", args=parts)
