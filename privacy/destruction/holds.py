"""Holds: the only way to keep an item out of a plan, for 90 days at most (product rule 24; PIPA art. 21(1), proviso).

A hold and the last exit of a plan (step 4) lock the same items, so that a hold comes before it or is refused.
"""

from datetime import date, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from privacy.destruction.choices import BatchState, HoldGround, HoldKind, ItemState, SkippedBecause
from privacy.destruction.exceptions import NotHeld, NothingToHold, TooLateToHold, WrongPeriod
from privacy.destruction.grounds import today
from privacy.destruction.models import DestructionPlan, HoldEvent, PlanItem
from privacy.registry import registry
from privacy.subjects.models import DataSubject, Processing

LONGEST = timedelta(days=90)


def place(
    *, subject_id: UUID, activity: str, ground: HoldGround, basis: str, until: date, officer_id: UUID
) -> HoldEvent:
    """Hold what there is of a subject under an activity; an item of an open plan leaves it.

    Raises WrongPeriod, NothingToHold (nothing is processed, or it is held already) and TooLateToHold.
    """
    _check(until)
    with transaction.atomic():
        last = _locked(subject_id, activity)
        if last is not None and _is_in_force(last):
            raise NothingToHold("It is held already.")
        if not Processing.objects.filter(subject=subject_id, activity=activity, destroyed_at=None).exists():
            raise NothingToHold("Nothing is processed.")
        items = _planned(subject_id, activity)
        event = HoldEvent.objects.create(
            subject_id=subject_id,
            activity=registry().activity(activity).code,
            seq=last.seq + 1 if last else 1,
            kind=HoldKind.PLACED,
            ground=ground,
            basis=basis,
            until=until,
            by=officer_id,
        )
        items.update(held_by=event)
        # An item in a batch is fenced: the worker lets it go, at the first or the fourth step.
        items.filter(batch=None).update(state=ItemState.SKIPPED, skipped_because=SkippedBecause.HELD)
    return event


def renew(*, hold_id: UUID, until: date, officer_id: UUID) -> HoldEvent:
    """Let a hold that is in force hold until another day. Raises WrongPeriod and NotHeld."""
    _check(until)
    return _follow(hold_id, HoldKind.RENEWED, officer_id, until=until)


def release(*, hold_id: UUID, officer_id: UUID) -> HoldEvent:
    """End a hold that is in force: the item is proposed again the next night. Raises NotHeld."""
    return _follow(hold_id, HoldKind.RELEASED, officer_id, until=None)


def _follow(hold_id: UUID, kind: HoldKind, officer_id: UUID, *, until: date | None) -> HoldEvent:
    with transaction.atomic():
        known = HoldEvent.objects.get(pk=hold_id)
        last = _locked(known.subject_id, known.activity)
        if last is None or last.pk != known.pk or not _is_in_force(last):
            raise NotHeld(f"{known} is not the last word.")
        return HoldEvent.objects.create(
            subject_id=last.subject_id,
            activity=last.activity,
            seq=last.seq + 1,
            kind=kind,
            ground=last.ground,
            basis=last.basis,
            until=until or last.until,
            by=officer_id,
        )


def _check(until: date) -> None:
    if not today() <= until <= today() + LONGEST:
        raise WrongPeriod(until)


def _is_in_force(event: HoldEvent) -> bool:
    return event.kind != HoldKind.RELEASED and event.until >= today()


def _locked(subject_id: UUID, activity: str) -> HoldEvent | None:
    """The last event, under a lock that lets two officers take turns."""
    if DataSubject.objects.select_for_update(no_key=True).filter(pk=subject_id).first() is None:
        raise NothingToHold("There is no such subject.")
    last: HoldEvent | None = HoldEvent.objects.last_words().filter(subject=subject_id, activity=activity).first()
    return last


def _planned(subject_id: UUID, activity: str) -> QuerySet[PlanItem]:
    """The item of an open plan, locked; there is one at most. Raises TooLateToHold."""
    with connection.cursor() as cursor:  # A draft in the making is waited for: it does not see this hold, so we see it.
        cursor.execute(f"LOCK TABLE {DestructionPlan._meta.db_table} IN ROW EXCLUSIVE MODE")
    items = PlanItem.objects.filter(subject=subject_id, activity=activity, state=ItemState.PLANNED)
    locked = [item.pk for item in items.select_for_update()]
    # Read after the lock: the batch may have passed its last exit while we waited for it.
    if PlanItem.objects.filter(pk__in=locked, batch__state__gte=BatchState.UNCHANGED).exists():
        raise TooLateToHold("Its keys are being destroyed.")
    return PlanItem.objects.filter(pk__in=locked)
