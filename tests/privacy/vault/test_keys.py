"""Making, loading, destroying and re-wrapping data keys in the vault."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction
from django.db.utils import ProgrammingError
from pytest_django import DjangoAssertNumQueries, Settings

from privacy.subjects.uuids import uuid7
from privacy.vault import services
from privacy.vault.epochs import master_keys
from privacy.vault.exceptions import EpochInUse, WrappingBroken
from privacy.vault.models import DataKey
from tests.databases import signed_in_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_epochs(tmp_path: Path, settings: Settings) -> Path:
    """A master key folder that the test may change."""
    shutil.copytree(settings.MASTER_KEY_DIR, tmp_path / "keys")
    settings.MASTER_KEY_DIR = tmp_path / "keys"
    return tmp_path / "keys"


def vault_state() -> list[tuple[Any, ...]]:
    rows = DataKey.objects.order_by("subject_id", "activity")
    return list(rows.values_list("subject_id", "activity", "epoch", "wrapped"))


def test_keys_are_random_made_once_and_loaded_again() -> None:
    first, second = uuid7(), uuid7()
    made = services.make_keys(subject_ids=[first, second], activity="membership")
    assert len({*made.values(), services.make_key(subject_id=first, activity="letters")}) == 3
    assert services.make_keys(subject_ids=[second, first], activity="membership") == made
    assert services.load_keys({"membership": [first, second]}) == {"membership": made}
    for _, _, _, wrapped in vault_state():
        assert wrapped is not None
        assert all(key not in bytes(wrapped) for key in made.values())


def test_many_subjects_and_activities_are_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    subjects = [uuid7() for _ in range(100)]
    made = {name: services.make_keys(subject_ids=subjects, activity=name) for name in ("membership", "letters")}
    with django_assert_num_queries(1, using="vault"):
        assert services.load_keys({name: subjects for name in made}) == made
    with django_assert_num_queries(0, using="vault"):
        assert services.load_keys({"membership": []}) == {"membership": {}}


@pytest.mark.worker_role
def test_a_destroyed_key_is_gone_for_ever() -> None:
    gone, kept = uuid7(), uuid7()
    services.make_keys(subject_ids=[gone, kept], activity="membership")
    services.make_key(subject_id=gone, activity="letters")
    assert services.destroy_keys(subject_ids=[gone], activity="membership") == 1
    assert services.destroy_keys(subject_ids=[gone], activity="membership") == 0
    assert services.make_key(subject_id=gone, activity="membership") is None
    assert set(services.load_keys({"membership": [gone, kept]})["membership"]) == {kept}
    assert set(services.load_keys({"letters": [gone]})["letters"]) == {gone}


@pytest.mark.worker_role
def test_a_key_that_was_never_made_can_be_destroyed_too() -> None:
    subject = uuid7()
    assert services.destroy_keys(subject_ids=[subject], activity="membership") == 0
    assert services.make_key(subject_id=subject, activity="membership") is None


@pytest.mark.worker_role
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE privacy_vault_datakey SET wrapped = 'x', destroyed_at = NULL WHERE wrapped IS NULL",
        "UPDATE privacy_vault_datakey SET destroyed_at = now() WHERE wrapped IS NULL",
        "UPDATE privacy_vault_datakey SET wrapped = NULL",
        "UPDATE privacy_vault_datakey SET subject_id = gen_random_uuid()",
        "DELETE FROM privacy_vault_datakey",
    ],
)
def test_the_database_refuses_to_revive_tombstones(statement: str) -> None:
    gone, kept = uuid7(), uuid7()
    services.make_keys(subject_ids=[gone, kept], activity="membership")
    services.destroy_keys(subject_ids=[gone], activity="membership")
    before = vault_state()
    with pytest.raises(DatabaseError), transaction.atomic(using="vault"), connections["vault"].cursor() as cursor:
        cursor.execute(statement)
    assert vault_state() == before


def test_not_even_the_owner_deletes_a_key(committed_db: None) -> None:
    services.make_key(subject_id=uuid7(), activity="membership")
    before = vault_state()
    with signed_in_as("owner"), pytest.raises(DatabaseError, match="never deleted"):
        DataKey.objects.all().delete()
    assert vault_state() == before


def test_the_web_role_destroys_nothing() -> None:
    services.make_key(subject_id=uuid7(), activity="membership")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(using="vault"):
        DataKey.objects.update(wrapped=None)


@pytest.mark.worker_role
def test_a_key_moved_in_the_vault_does_not_open() -> None:
    one, other = uuid7(), uuid7()
    services.make_keys(subject_ids=[one, other], activity="membership")
    stolen = DataKey.objects.get(subject_id=one).wrapped
    DataKey.objects.filter(subject_id=other).update(wrapped=stolen)
    with pytest.raises(WrappingBroken):
        services.load_keys({"membership": [other]})


@pytest.mark.worker_role
def test_rotation_goes_on_where_it_was_interrupted(own_epochs: Path) -> None:
    subjects = [uuid7() for _ in range(25)]
    made = services.make_keys(subject_ids=subjects, activity="membership")
    services.destroy_keys(subject_ids=subjects[:5], activity="membership")
    assert services.rewrap_keys() == 0
    epoch = master_keys().create()
    live = {subject: made[subject] for subject in subjects[5:]}
    assert services.rewrap_keys(limit=8) == 8  # Then the process dies.
    assert services.load_keys({"membership": subjects}) == {"membership": live}
    with pytest.raises(EpochInUse, match="Live keys"):
        services.unlink_epoch(epoch=epoch - 1, grace=timedelta())
    assert [services.rewrap_keys(limit=8) for _ in range(3)] == [8, 4, 0]
    services.unlink_epoch(epoch=epoch - 1, grace=timedelta())
    assert not (own_epochs / f"{epoch - 1:04d}.key").exists()
    assert services.load_keys({"membership": subjects}) == {"membership": live}
    assert DataKey.objects.filter(epoch=epoch - 1).count() == 5  # Tombstones tell which epoch they died in.


def test_running_processes_see_a_new_epoch(own_epochs: Path) -> None:
    old, new = uuid7(), uuid7()
    services.make_key(subject_id=old, activity="membership")
    epoch = master_keys().create()
    services.make_key(subject_id=new, activity="membership")
    assert DataKey.objects.get(subject_id=new).epoch == epoch
    assert set(services.load_keys({"membership": [old, new]})["membership"]) == {old, new}
