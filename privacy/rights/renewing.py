"""Consents that run out: the warnings, the one renewal screen, and the way back on the day after (product rule 8)."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.module_loading import import_string

from privacy.clocks import seoul_date
from privacy.consent import expiry
from privacy.consent.choices import HOLDS, ConsentKind, ReminderKind
from privacy.consent.models import ConsentEvent, ConsentReminder
from privacy.consent.questions import Answer, Question
from privacy.consent.services import answer, ask
from privacy.policy.notices import NamedRecipient
from privacy.policy.services import is_open
from privacy.registry import registry
from privacy.rights.lines import Line, lines, under_way
from privacy.subjects.models import DataSubject, Processing

LAST_DAY = "membership_until"
NOTICE = "privacy_rights/email/ends_soon"


def tell_all() -> int:
    """Warn everybody whose consents run out, 30 and 7 days before, once each; how many letters were written."""
    return sum(_tell(subject_id) for subject_id in expiry.people_to_tell())


def renewable(subject_id: UUID, language: str, *, within: int = expiry.SCREEN_DAYS, asking: bool = False) -> list[Line]:
    """The lines of the renewal screen: what runs out within so many days, and what ran out and can be taken back.

    `asking`: without those of which the person said that they shall end.
    """
    settled: set[UUID] = set()
    if asking:
        said = ConsentReminder.objects.filter(event__subject=subject_id, kind=ReminderKind.LET_END)
        settled = set(said.values_list("event", flat=True))
    last = seoul_date(timezone.now()) + timedelta(days=within)
    return [
        line
        for line in lines(subject_id, language)
        if _last_consent(line).pk not in settled
        and (
            (line.holds and line.until is not None and line.until <= last and is_open(line.activity))
            or (line.state == ConsentKind.EXPIRED and line.may_give)
        )
    ]


def question(line: Line, language: str) -> Question:
    """The question that renews a line, or gives it again."""
    recipient = NamedRecipient(line.recipient.pk, line.recipient.name) if line.recipient else None
    subject_id = line.last.subject_id
    return ask(activity=line.activity, language=language, subject_id=subject_id, recipient=recipient)


@transaction.atomic
def renew(*, subject_id: UUID, answers: Iterable[Answer]) -> int:
    """Renew what was ticked, all of it at one moment, so that the clocks are aligned; how many lines."""
    ticked = [given for given in answers if given.ticked]
    for given in ticked:
        answer(subject_id=subject_id, given=given)
    return len(ticked)


def let_end(*, found: Iterable[Line]) -> None:
    """The person wants these to end on their day: no sign-in asks again. The warning of 7 days still goes out."""
    expiry.remember([_last_consent(line) for line in found], ReminderKind.LET_END)


def asks_at_sign_in(subject_id: UUID) -> bool:
    """Whether this sign-in shows the renewal screen."""
    return bool(renewable(subject_id, settings.LANGUAGE_CODE, within=expiry.REQUEST_DAYS, asking=True))


def last_day(subject_id: UUID) -> date | None:
    """The last day of the activities without which there is no membership; None while no day is set."""
    codes = [activity.code for activity in registry().activities() if activity.leaves_by]
    found = Processing.objects.filter(subject=subject_id, activity__in=codes)
    first: date | None = found.aggregate(first=Min("until"))["first"]
    return first


@transaction.atomic
def _tell(subject_id: UUID) -> bool:
    DataSubject.objects.select_for_update(no_key=True).get(pk=subject_id)
    found = expiry.to_tell(subject_id)
    if found is None:
        return False
    events, kind = found
    ours = {event.pk for event in events}
    affected = [line for line in lines(subject_id, settings.LANGUAGE_CODE) if line.last.pk in ours]
    context = {"ends": [_in_words(event) for event in events], "under_way": len(under_way(subject_id, affected))}
    try:
        import_string(settings.PRIVACY_NOTIFIER)(subject_id=subject_id, notice=NOTICE, context=context)
    except LookupError:  # No address: the screen at sign-in says the same.
        return False
    expiry.remember(events, kind)
    if kind is ReminderKind.WEEK:  # Who hears of it this late hears of it once.
        expiry.remember(events, ReminderKind.MONTH)
    return True


def _in_words(event: ConsentEvent) -> dict[str, object]:
    declared = registry().activity(event.activity)
    return {"ko": declared.title_ko, "en": declared.title_en, "until": event.until}


def _last_consent(line: Line) -> ConsentEvent:
    return next((event for event in line.history if event.kind in HOLDS), line.last)


def note_last_day(session: SessionBase, subject_id: UUID) -> None:
    """Remember in a session until when its member is one, so that no request has to look it up."""
    day = last_day(subject_id)
    session[LAST_DAY] = day.isoformat() if day else ""


def has_ended(session: SessionBase) -> bool:
    """Whether the membership behind a session has run out: from that day only the privacy centre is left."""
    day: str = session.get(LAST_DAY) or ""
    return bool(day) and date.fromisoformat(day) < seoul_date(timezone.now())
