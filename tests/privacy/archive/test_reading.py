"""The archive is read one record at a time, and never without a committed request."""

import hashlib
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connections, transaction

from privacy.archive.exceptions import NotReadable, ReasonMissing
from privacy.archive.models import ArchivedRecord, ArchiveReadRequest
from privacy.archive.services import read_one, read_requested, request_reading
from tests.databases import signed_in_as

ACTOR = uuid4()
REASON = "Complaint 2026-17, asked by the court"


def keep(*, visible: bool = True) -> UUID:
    """What the worker's transfer leaves behind."""
    body = b"sealed " + uuid4().bytes
    with signed_in_as("worker"):
        return ArchivedRecord.objects.create(
            subject_id=uuid4(), preservation="complaints", law="E-commerce Act art. 6", items=["name"],
            keep_until=date(2029, 3, 16), body=body, wrapped_key=b"wrapped", key_epoch=1,
            content_hash=hashlib.sha256(body).digest(), visible=visible,
        ).pk  # fmt: skip


def witnesses() -> list[ArchiveReadRequest]:
    with signed_in_as("worker"):
        return list(ArchiveReadRequest.objects.order_by("at"))


def as_owner(statement: str) -> None:
    with signed_in_as("owner"), connections["archive"].cursor() as cursor:
        cursor.execute(statement)


def test_a_record_is_read_and_the_reading_is_witnessed(committed_db: None) -> None:
    entry, _other = keep(), keep()
    record = read_one(entry=entry, actor_id=ACTOR, reason=REASON)
    assert (record.id, record.preservation, record.keep_until) == (entry, "complaints", date(2029, 3, 16))
    assert hashlib.sha256(record.body).digest() == record.content_hash
    (witness,) = witnesses()
    assert (witness.entry, witness.actor, witness.reason, witness.login) == (entry, ACTOR, REASON, "impix_web")
    assert witness.used_at is not None


def test_a_request_that_is_rolled_back_reads_nothing(committed_db: None) -> None:
    entry = keep()
    with transaction.atomic(using="archive"), connections["archive"].cursor() as cursor:
        cursor.execute("SELECT archive_request(%s, %s, %s)", [entry, ACTOR, REASON])
        token = cursor.fetchone()[0]
        cursor.execute("SELECT * FROM archive_read(%s)", [token])
        assert cursor.fetchall() == []
        transaction.set_rollback(True, using="archive")
    assert witnesses() == []
    with pytest.raises(NotReadable):
        read_requested(token=token)


def test_a_savepoint_that_is_rolled_back_reads_nothing(committed_db: None) -> None:
    entry = keep()
    with transaction.atomic(using="archive"), connections["archive"].cursor() as cursor:
        cursor.execute("SAVEPOINT trick")
        cursor.execute("SELECT archive_request(%s, %s, %s)", [entry, ACTOR, REASON])
        token = cursor.fetchone()[0]
        cursor.execute("RELEASE SAVEPOINT trick")
        cursor.execute("SAVEPOINT again")
        cursor.execute("SELECT * FROM archive_read(%s)", [token])
        assert cursor.fetchall() == []
        cursor.execute("ROLLBACK TO SAVEPOINT again")
    assert [witness.token for witness in witnesses()] == [token]


def test_one_statement_that_asks_and_reads_gets_nothing(committed_db: None) -> None:
    entry = keep()
    with connections["archive"].cursor() as cursor:
        cursor.execute("SELECT * FROM archive_read(archive_request(%s, %s, %s))", [entry, ACTOR, REASON])
        assert cursor.fetchall() == []
    assert len(witnesses()) == 1


def test_a_token_reads_once(committed_db: None) -> None:
    token = request_reading(entry=keep(), actor_id=ACTOR, reason=REASON)
    read_requested(token=token)
    with pytest.raises(NotReadable):
        read_requested(token=token)


def test_a_token_lives_a_minute(committed_db: None) -> None:
    token = request_reading(entry=keep(), actor_id=ACTOR, reason=REASON)
    as_owner("UPDATE privacy_archive_archivereadrequest SET at = at - interval '61 seconds'")
    with pytest.raises(NotReadable):
        read_requested(token=token)


def test_a_token_is_its_roles_own(committed_db: None) -> None:
    token = request_reading(entry=keep(), actor_id=ACTOR, reason=REASON)
    as_owner("UPDATE privacy_archive_archivereadrequest SET login = 'somebody'")
    with pytest.raises(NotReadable):
        read_requested(token=token)


def test_what_still_has_its_original_and_what_does_not_exist_is_not_read(committed_db: None) -> None:
    for entry in (keep(visible=False), uuid4()):
        with pytest.raises(NotReadable):
            read_one(entry=entry, actor_id=ACTOR, reason=REASON)
    assert len(witnesses()) == 2


@pytest.mark.parametrize("reason", ["", "too short", " " * 40, "x" * 501])
def test_without_a_reason_nothing_is_asked(committed_db: None, reason: str) -> None:
    with pytest.raises(ReasonMissing):
        read_one(entry=keep(), actor_id=ACTOR, reason=reason)
    assert witnesses() == []


@pytest.mark.parametrize("arguments", [(None, ACTOR, REASON), (uuid4(), None, REASON), (uuid4(), ACTOR, None)])
def test_null_is_no_way_around(committed_db: None, arguments: tuple[UUID | str | None, ...]) -> None:
    with pytest.raises(DatabaseError, match="Name the record"), connections["archive"].cursor() as cursor:
        cursor.execute("SELECT archive_request(%s, %s, %s)", arguments)


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["privacy_archive_archivedrecord", "privacy_archive_archivereadrequest"])
@pytest.mark.parametrize("statement", ["SELECT 1 FROM {}", "DELETE FROM {}", "INSERT INTO {} DEFAULT VALUES"])
def test_the_web_role_has_no_table_of_the_archive(table: str, statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(using="archive"):
        connections["archive"].cursor().execute(statement.format(table))


@pytest.mark.worker_role
@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT archive_request(gen_random_uuid(), gen_random_uuid(), 'ten letters or more')",
        "SELECT archive_read(gen_random_uuid())",
        "UPDATE privacy_archive_archivereadrequest SET reason = ''",
        "DELETE FROM privacy_archive_archivereadrequest",
    ],
)
def test_the_worker_neither_asks_nor_touches_the_witness(statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(using="archive"):
        connections["archive"].cursor().execute(statement)


@pytest.mark.django_db
def test_objects_of_the_readers_own_do_not_stand_in_for_the_functions() -> None:
    """The functions run as the owner, so they must not find anything by the caller's search path."""
    with connections["archive"].cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosecdef, proconfig FROM pg_proc WHERE proname IN ('archive_request', 'archive_read')"
        )
        found = {name: (definer, config) for name, definer, config in cursor.fetchall()}
    assert found == dict.fromkeys(("archive_request", "archive_read"), (True, ["search_path=pg_catalog, pg_temp"]))
