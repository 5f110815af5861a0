"""Opening an activity for a subject: key first, row second, and never again after destruction."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from privacy.subjects import services
from privacy.subjects.exceptions import NotProcessing
from privacy.subjects.models import DataSubject, Processing
from privacy.subjects.uuids import uuid7
from privacy.vault.models import DataKey
from privacy.vault.services import destroy_keys

ACTIVITY = "test-membership"


def test_opening_makes_row_and_key_once(db: None) -> None:
    subject = services.create_subject()
    processing = services.open_activity(subject_id=subject.pk, activity=ACTIVITY)
    key = DataKey.objects.get(subject_id=subject.pk, activity=ACTIVITY).wrapped
    event = uuid7()
    renewed = services.open_activity(
        subject_id=subject.pk, activity=ACTIVITY, basis_event=event, until=date(2029, 11, 23)
    )
    assert renewed == processing
    renewed.refresh_from_db()
    assert (renewed.basis_event, renewed.until, renewed.since) == (event, date(2029, 11, 23), processing.since)
    assert DataKey.objects.get(subject_id=subject.pk, activity=ACTIVITY).wrapped == key


def test_the_key_is_committed_although_the_row_is_rolled_back(committed_db: None) -> None:
    """An orphan key is harmless; a row without a key would be unreadable for ever."""
    subject = services.create_subject()
    with transaction.atomic():
        services.open_activity(subject_id=subject.pk, activity=ACTIVITY)
        transaction.set_rollback(True)
    assert not Processing.objects.exists()
    assert DataKey.objects.filter(subject_id=subject.pk, wrapped__isnull=False).exists()


def test_two_who_open_the_same_activity_take_turns(committed_db: None) -> None:
    subject = services.create_subject()

    def run(_: int) -> object:
        try:
            return services.open_activity(subject_id=subject.pk, activity=ACTIVITY).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(run, range(6)))
    assert found == [Processing.objects.get().pk] * 6


def test_what_is_closed_is_not_opened_again(db: None) -> None:
    subject = services.create_subject()
    services.open_activity(subject_id=subject.pk, activity=ACTIVITY)
    services.fence(subject_ids=[subject.pk], activity=ACTIVITY, batch_id=uuid7())
    with pytest.raises(NotProcessing, match="closed"):
        services.open_activity(subject_id=subject.pk, activity=ACTIVITY)
    Processing.objects.update(destroyed_at=timezone.now())
    with pytest.raises(NotProcessing, match="closed"):
        services.open_activity(subject_id=subject.pk, activity=ACTIVITY)
    DataSubject.objects.filter(pk=subject.pk).update(destroyed_at=timezone.now())
    with pytest.raises(NotProcessing, match="destroyed"):
        services.open_activity(subject_id=subject.pk, activity="test-letters")


@pytest.mark.worker_role
def test_a_destroyed_key_is_not_made_again(db: None) -> None:
    subject = services.create_subject()
    destroy_keys(subject_ids=[subject.pk], activity=ACTIVITY)
    with pytest.raises(NotProcessing, match="destroyed"):
        services.open_activity(subject_id=subject.pk, activity=ACTIVITY)
    assert not Processing.objects.exists()


@pytest.mark.parametrize("model", [DataSubject, Processing])
def test_what_was_destroyed_stays_destroyed(db: None, model: type) -> None:
    subject = services.create_subject()
    services.open_activity(subject_id=subject.pk, activity=ACTIVITY)
    model.objects.update(destroyed_at=timezone.now())  # type: ignore[attr-defined]
    with pytest.raises(DatabaseError, match="stays destroyed"), transaction.atomic():
        model.objects.update(destroyed_at=None)  # type: ignore[attr-defined]


def test_ids_sort_in_the_order_of_making() -> None:
    ids = [uuid7() for _ in range(1000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 1000
    assert {(each.version, each.variant) for each in ids} == {(7, "specified in RFC 4122")}
