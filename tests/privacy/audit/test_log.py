"""The log's table: who may do what with it, and the form in which its rows are hashed."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone as clock

from privacy.audit import canonical
from privacy.audit.actors import SYSTEM, Actor, ActorKind
from privacy.audit.choices import Action
from privacy.audit.models import AccessEvent, AccessPrivate, commitment
from privacy.audit.services import record

GOLDEN_EVENT = AccessEvent(
    seq=7,
    xid=1234567890123,
    at=datetime(2026, 11, 23, 7, 8, 9, 123456, tzinfo=UTC),
    actor_kind="staff",
    actor_id=UUID("6b0f6f9e-0000-4000-8000-000000000001"),
    organisation_id=None,
    origin="203.0.113.0/24",
    action="view",
    granted=True,
    subject_id=UUID("01900000-0000-7000-8000-000000000002"),
    items=["mobile", "name"],
    private_commit=bytes(range(32)),
)


def denied(statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["privacy_audit_accessevent", "privacy_audit_accessprivate"])
def test_the_web_role_changes_nothing(table: str) -> None:
    record(by=SYSTEM, action=Action.EXPORT)
    key = "seq" if table.endswith("event") else "event_id"
    denied(f"UPDATE {table} SET {key} = 1")  # noqa: S608
    denied(f"DELETE FROM {table}")  # noqa: S608
    denied(f"TRUNCATE {table}")


@pytest.mark.worker_role
@pytest.mark.django_db
def test_the_worker_erases_private_parts_and_nothing_else() -> None:
    record(by=SYSTEM, action=Action.EXPORT)
    leaf = AccessEvent.objects.get().leaf()
    denied("UPDATE privacy_audit_accessprivate SET reason = 'x'")
    denied("DELETE FROM privacy_audit_accessevent")
    AccessPrivate.objects.all().delete()
    assert AccessEvent.objects.get().leaf() == leaf, "the proof needs no private part"


@pytest.mark.usefixtures("committed_db")
def test_a_row_carries_the_transaction_that_wrote_it() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        [[current]] = cursor.fetchall()
        record(by=SYSTEM, action=Action.CHANGE)
    assert AccessEvent.objects.get().xid == current


@pytest.mark.django_db
def test_a_row_read_back_has_the_leaf_of_what_was_written() -> None:
    moment = clock.now()
    [number] = record(by=Actor(ActorKind.STAFF, uuid4()), action=Action.DOWNLOAD, items=["resume", "name"])
    row = AccessEvent.objects.get(pk=number)
    assert abs(row.at - moment) < timedelta(minutes=1)
    assert row.items == ["name", "resume"]
    assert row.leaf() == AccessEvent.objects.get(pk=number).leaf()


def test_golden_vectors() -> None:
    """These bytes are in sealed logs: a change that breaks them breaks every proof made before."""
    assert canonical.encode(None) == b"n"
    assert canonical.encode([True, False, -1]).hex() == "6c000000037966" + "69ffffffffffffffff"
    assert canonical.encode("한").hex() == "7300000003ed959c"
    assert canonical.encode(datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC)).hex() == "6400000000000f4245"
    assert canonical.digest("golden/1", "a", b"a", UUID(int=1)).hex() == GOLDEN["digest"]
    assert commitment(bytes(32), reason="사건 12", query="", address="203.0.113.77").hex() == GOLDEN["commitment"]
    assert GOLDEN_EVENT.leaf().hex() == GOLDEN["leaf"]


GOLDEN = {
    "digest": "c203313f6e99e71cdb5e482db17a17acce00178eb623b0f93d39adcc95e4a9b8",
    "commitment": "b21e703fab694098b54a02cd85d55faba083fb89967ce6e4ae8ef2458e010b94",
    "leaf": "29f3e30c075d24873dae32b0473d52d871e505a8b58e0feb06c55ec87b64dd50",
}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("각", "\u1100\u1161\u11a8"),
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 9, tzinfo=timezone(timedelta(hours=9)))),
        (["a"], ("a",)),
    ],
)
def test_the_same_value_has_one_form(one: Any, other: Any) -> None:
    assert canonical.encode(one) == canonical.encode(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["ab", "c"], ["a", "bc"]),
        ([], [[]]),
        ("", None),
        ("1", 1),
        (1, True),
        ("a", b"a"),
        ([["a"], "b"], [["a", "b"]]),
    ],
)
def test_different_values_have_different_forms(one: Any, other: Any) -> None:
    assert canonical.encode(one) != canonical.encode(other)


@pytest.mark.parametrize("value", [1.5, {"a": 1}, datetime(2026, 1, 1)])
def test_what_has_no_one_form_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical.encode(value)


@pytest.mark.parametrize("changed", [f.name for f in AccessEvent._meta.concrete_fields])
def test_a_leaf_depends_on_every_column(changed: str) -> None:
    other = {
        "seq": 8, "xid": 1, "at": GOLDEN_EVENT.at + timedelta(microseconds=1), "actor_kind": "system",
        "actor_id": None, "organisation_id": uuid4(), "origin": "", "action": "list", "granted": False,
        "subject": None, "items": ["name"], "private_commit": bytes(32),
    }  # fmt: skip
    event = AccessEvent(**{f.attname: getattr(GOLDEN_EVENT, f.attname) for f in AccessEvent._meta.concrete_fields})
    assert event.leaf() == GOLDEN_EVENT.leaf()
    setattr(event, changed, other[changed])
    assert event.leaf() != GOLDEN_EVENT.leaf()
