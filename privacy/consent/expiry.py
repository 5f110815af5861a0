"""Consents that run out: who must hear of it, and the word that the ledger gets on the day (policy art. 1; rule 8)."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from privacy.clocks import seoul_date
from privacy.consent.choices import ReminderKind
from privacy.consent.exceptions import NothingToWithdraw
from privacy.consent.models import ConsentEvent, ConsentReminder
from privacy.consent.services import current, expire
from privacy.subjects.exceptions import NotProcessing

REQUEST_DAYS, WEEK_DAYS, SCREEN_DAYS = 30, 7, 90


def expire_due() -> int:
    """Write `expired` under every consent whose last day is over; how many. May run twice, and at any time."""
    today, done = seoul_date(timezone.now()), 0
    for event in ConsentEvent.objects.running_out_by(timezone.now()).iterator():
        if event.holds_on(today):
            continue
        try:
            expire(event=event)
            done += 1
        except (NothingToWithdraw, NotProcessing):  # Renewed a moment ago, or being destroyed.
            continue
    return done


def due(subject_id: UUID, *, within: int) -> list[ConsentEvent]:
    """The consents of a person that hold today and run out within so many days, the first one first."""
    last = seoul_date(timezone.now()) + timedelta(days=within)
    found = [(event.until, event) for event in current(subject_id)]
    return [event for until, event in sorted(found, key=_by_day) if until is not None and until <= last]


def people_to_tell() -> list[UUID]:
    """Whose consents run out within 30 days; the rows say who has heard of it."""
    soon = ConsentEvent.objects.running_out_by(timezone.now() + timedelta(days=REQUEST_DAYS))
    unheard = soon.exclude(reminders__kind=ReminderKind.WEEK).filter(subject__left_at=None)
    return sorted(set(unheard.values_list("subject", flat=True)))


def to_tell(subject_id: UUID) -> tuple[list[ConsentEvent], ReminderKind] | None:
    """What a person must hear today: what ends within 7 days, or else what does within 30; None: nothing.

    The second is a request, of which there is at most one in 30 days: it covers what would be asked for until the next.
    """
    heard = set(ConsentReminder.objects.filter(event__subject=subject_id).values_list("event", "kind"))
    week = [event for event in due(subject_id, within=WEEK_DAYS) if (event.pk, ReminderKind.WEEK) not in heard]
    if week:
        return week, ReminderKind.WEEK
    if not any((event.pk, ReminderKind.MONTH) not in heard for event in due(subject_id, within=REQUEST_DAYS)):
        return None
    asked = ConsentReminder.objects.filter(event__subject=subject_id, kind=ReminderKind.MONTH).order_by("-at").first()
    if asked and seoul_date(timezone.now()) < seoul_date(asked.at) + timedelta(days=REQUEST_DAYS):
        return None
    covered = due(subject_id, within=2 * REQUEST_DAYS)
    return [event for event in covered if (event.pk, ReminderKind.MONTH) not in heard], ReminderKind.MONTH


def remember(events: Iterable[ConsentEvent], kind: ReminderKind, *, version: int | None = None) -> None:
    """Record that a person was told, or what he wants; twice is once."""
    rows = [ConsentReminder(event=event, kind=kind, version_id=version) for event in events]
    ConsentReminder.objects.bulk_create(rows, ignore_conflicts=True)


def _by_day(pair: tuple[date | None, ConsentEvent]) -> tuple[date, str]:
    return pair[0] or date.max, str(pair[1].pk)
