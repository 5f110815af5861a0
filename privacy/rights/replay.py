"""After a restore: who left since the backup has left, and who came back has come back (rule 27)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from privacy.consent import services as consents
from privacy.consent.models import ConsentEvent
from privacy.destruction.exceptions import WrongState
from privacy.destruction.models import DepartureReference
from privacy.rights.services import end_everything, revive
from privacy.subjects.exceptions import NotProcessing
from privacy.subjects.models import DataSubject


def replay(entries: Iterable[Mapping[str, Any]]) -> int:
    """Bring every subject to where his last departure or return left him; how many that were. His code is good."""
    latest = {UUID(entry["subject"]): entry for entry in entries}
    return sum(_replay(subject_id, entry) for subject_id, entry in latest.items())


@transaction.atomic
def _replay(subject_id: UUID, entry: Mapping[str, Any]) -> bool:
    here = DataSubject.objects.select_for_update(no_key=True).filter(pk=subject_id, destroyed_at=None)
    subject = here.first()
    if subject is None or (subject.left_at is None) == (entry["left_at"] is None):
        return False
    if entry["left_at"]:
        DepartureReference.objects.get_or_create(digest=bytes.fromhex(entry["reference"]), subject=subject)
        _leave(subject, datetime.fromisoformat(entry["left_at"]))
        return True
    return _return(subject)


def _leave(subject: DataSubject, at: datetime) -> None:
    try:
        with transaction.atomic():
            end_everything(subject, at)
    except IntegrityError:  # An activity is fenced: a plan is about to destroy it anyway.
        DataSubject.objects.filter(pk=subject.pk).update(left_at=at)


def _return(subject: DataSubject) -> bool:
    """The consents that were given again are there already; what they allow could not be opened before."""
    try:
        with transaction.atomic():
            revive(subject)
    except WrongState:  # In the copy, a plan with him is approved: he has to return by himself.
        return False
    said = ConsentEvent.objects.filter(subject=subject).values_list("activity", flat=True).distinct()
    for activity in sorted(set(said)):
        try:
            with transaction.atomic():
                consents.project(subject_id=subject.pk, activity=activity)
        except NotProcessing:
            continue
    return True
