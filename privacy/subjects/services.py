"""Opening and closing what may be processed about a person."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from privacy.declarations import Basis
from privacy.registry import registry
from privacy.signing import plain
from privacy.subjects.exceptions import NotProcessing
from privacy.subjects.models import DataSubject, PendingNote, Processing
from privacy.vault.services import make_key


def create_subject() -> DataSubject:
    """A new person of whom nothing is known yet."""
    return DataSubject.objects.create()


@transaction.atomic
def open_activity(
    *, subject_id: UUID, activity: str, basis_event: UUID | None = None, until: date | None = None
) -> Processing:
    """Let an activity process data about a subject, or renew what it rests on. Policy arts. 1 and 5.

    Raises NotProcessing when the subject left, or it or the activity was destroyed or is being destroyed: a person who
    comes back gets a new subject.
    """
    # The locks hold off the destruction of subject and activity until this is committed: no key is made after it. They
    # conflict with each other too, so two who open the same activity take turns.
    subject = DataSubject.objects.select_for_update(no_key=True).get(pk=subject_id)
    if subject.destroyed_at is not None:
        raise NotProcessing(f"{subject} was destroyed.")
    if subject.left_at is not None:
        raise NotProcessing(f"{subject} has left.")
    processing = Processing.objects.select_for_update(no_key=True).filter(subject=subject, activity=activity).first()
    if processing is not None and not processing.is_open:
        raise NotProcessing(f"{processing} is closed.")
    # The vault commits first and by itself: a row whose key does not exist could never be read.
    if make_key(subject_id=subject_id, activity=activity) is None:
        raise NotProcessing(f"The {activity} key of {subject} was destroyed.")
    if processing is None:
        processing = Processing(subject=subject, activity=activity, since=timezone.now())
        processing.restricted_at = _restricted_since(subject_id, activity)
    processing.basis_event = basis_event
    processing.until = until
    processing.save()
    return processing


def note(*, kind: str, body: Mapping[str, Any]) -> None:
    """In the transaction of a change: no restored copy of the database may forget it. Ids, codes and times only."""
    registry().note_kind(kind)
    PendingNote.objects.create(kind=kind, body=plain(body))


@transaction.atomic
def set_restriction(*, subject_id: UUID, restricted: bool) -> bool:
    """Stop or go on using what is processed about a person, the next request included; whether that changed anything.

    What a law requires goes on. An activity that is opened meanwhile is restricted from its first moment. PIPA art. 37.
    """
    # The lock that open_activity takes too: who applies at this moment does it before this, or sees it.
    subject = DataSubject.objects.select_for_update(no_key=True).get(pk=subject_id)
    rows = Processing.objects.filter(subject=subject, destroyed_at=None)
    if restricted:
        affected = [row.pk for row in rows.filter(restricted_at=None) if _can_be_restricted(row.activity)]
        changed = bool(Processing.objects.filter(pk__in=affected).update(restricted_at=timezone.now()))
    else:
        changed = bool(rows.restricted().update(restricted_at=None))
    if changed:
        note(kind="restriction", body={"subject": subject_id, "restricted": restricted})
    return changed


def replay_restrictions(entries: Iterable[Mapping[str, Any]]) -> int:
    """After a restore: whose data were restricted since then is restricted, and the other way round; how many."""
    latest = {entry["subject"]: entry["restricted"] for entry in entries}
    here = DataSubject.objects.filter(pk__in=latest, destroyed_at=None).values_list("pk", flat=True)
    return sum(set_restriction(subject_id=each, restricted=latest[str(each)]) for each in here)


def restricted_since(subject_id: UUID) -> datetime | None:
    """Since when a person's data are restricted; None when they are not."""
    row = (
        Processing.objects.filter(subject=subject_id, destroyed_at=None).restricted().order_by("restricted_at").first()
    )
    return row.restricted_at if row else None


@transaction.atomic
def fence(*, subject_ids: Iterable[UUID], activity: str, batch_id: UUID) -> list[UUID]:
    """Close an activity to writers for the subjects of a destruction batch; the subjects that this batch now holds.

    Waits for the writers in flight. It takes effect with the commit, and only then may keys be destroyed. Subjects that
    another batch holds, or whose data are already destroyed, are left out. May run twice.
    """
    # Locked in one order, so that two batches cannot wait for each other.
    found = Processing.objects.filter(subject_id__in=list(subject_ids), activity=activity, destroyed_at=None)
    rows = [row for row in found.order_by("subject_id").select_for_update() if row.fenced_by in (None, batch_id)]
    Processing.objects.filter(pk__in=[row.pk for row in rows]).update(fenced_by=batch_id)
    return [row.subject_id for row in rows]


def _can_be_restricted(activity: str) -> bool:
    return registry().activity(activity).basis is not Basis.STATUTE


def _restricted_since(subject_id: UUID, activity: str) -> datetime | None:
    return restricted_since(subject_id) if _can_be_restricted(activity) else None
