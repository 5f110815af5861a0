"""Disclosing: logged and committed before anything opens, in one statement for a page."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from privacy.audit.actors import Actor, ActorKind
from privacy.audit.choices import Action
from privacy.audit.exceptions import ReasonMissing, Undeclared
from privacy.audit.models import AccessEvent, AccessPrivate
from privacy.audit.services import disclose, record
from privacy.subjects.exceptions import NotDisclosed
from privacy.subjects.models import DataSubject
from privacy.subjects.opening import scope
from tests.databases import signed_in_as
from tests.privacy.people import make_people, make_person
from tests.sealed_app.models import Person

OFFICER = Actor(ActorKind.STAFF, uuid4(), origin="203.0.113.77")


@pytest.fixture(autouse=True)
def _one_request() -> Iterator[None]:
    with scope():
        yield


@pytest.mark.django_db(databases="__all__")
def test_it_opens_the_items_and_leaves_a_row() -> None:
    person = make_person()
    company = uuid4()
    recruiter = Actor(ActorKind.CORPORATE, uuid4(), company, "2001:db8:1:2::3")
    row = Person.objects.get()
    with pytest.raises(NotDisclosed):
        str(row.name)

    [opened] = disclose([row], to=recruiter, items=["name"], reason="application 12")

    assert opened.name == "홍길동"
    with pytest.raises(NotDisclosed):
        str(opened.mobile)
    event = AccessEvent.objects.select_related("private").get()
    assert (event.subject_id, event.actor_id, event.organisation_id) == (
        person.subject_id, recruiter.member_id, company,
    )  # fmt: skip
    assert (event.actor_kind, event.action, event.granted, event.items) == ("corporate", "view", True, ["name"])
    assert event.origin == "2001:db8:1::/48", "the network stays, the address can be erased"
    assert (event.private.reason, event.private.address) == ("application 12", "2001:db8:1:2::3")


@pytest.mark.django_db(databases="__all__")
def test_a_page_of_fifty_people_is_one_log_insert_and_one_key_query() -> None:
    make_people(50)
    rows = list(Person.objects.all())
    with scope(), CaptureQueriesContext(connection) as log, CaptureQueriesContext(connections["vault"]) as keys:
        opened = disclose(rows, to=OFFICER, items=["name", "mobile"], reason="masked list", action=Action.LIST)
        assert sorted(row.name for row in opened)[0] == "홍길동0"
    statements = [query["sql"] for query in log if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) == 1, statements
    assert len(keys) == 1
    assert AccessEvent.objects.count() == AccessPrivate.objects.count() == 50
    assert set(AccessEvent.objects.values_list("subject_id", flat=True)) == {row.subject_id for row in rows}
    salts = {bytes(salt) for salt in AccessPrivate.objects.values_list("salt", flat=True)}
    assert len(salts) == 50, "one person's private part can be erased without opening another's"


@pytest.mark.django_db(databases="__all__")
def test_each_private_part_fits_its_row_and_no_other() -> None:
    make_people(3)
    disclose(Person.objects.all(), to=OFFICER, reason="case 7")
    parts = list(AccessPrivate.objects.select_related("event").order_by("pk"))
    assert [part.is_as_committed() for part in parts] == [True] * 3
    parts[0].event = parts[1].event
    assert not parts[0].is_as_committed()
    parts[2].reason = "case 8"
    assert not parts[2].is_as_committed()


@pytest.mark.django_db(databases="__all__")
def test_two_rows_of_one_person_are_one_access() -> None:
    person = make_person()
    again = Person.objects.create(subject=person.subject, name="홍길동", mobile="02-123-4567")
    disclose([person, again], to=OFFICER, items=["mobile"], reason="case 7")
    assert AccessEvent.objects.get().items == ["mobile"]


@pytest.mark.django_db(databases="__all__")
@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_nothing_opens(reason: str) -> None:
    make_person()
    row = Person.objects.get()
    with pytest.raises(ReasonMissing):
        disclose([row], to=OFFICER, reason=reason)
    with pytest.raises(NotDisclosed):
        str(row.name)


@pytest.mark.django_db
def test_what_is_not_personal_is_not_disclosed() -> None:
    with pytest.raises(Undeclared):
        disclose([DataSubject.objects.create()], to=OFFICER, reason="case 7")


@pytest.mark.django_db(databases="__all__")
@pytest.mark.parametrize("field", ["subject", "nmae"])
def test_a_field_that_is_no_item_is_not_disclosed(field: str) -> None:
    with pytest.raises(Undeclared, match=field):
        disclose([make_person()], to=OFFICER, items=["name", field], reason="case 7")
    assert not AccessEvent.objects.exists()


@pytest.mark.parametrize(
    ("origin", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("", ""),
    ],
)
def test_the_network_of_an_address(origin: str, network: str) -> None:
    assert Actor(ActorKind.STAFF, origin=origin).network == network


@pytest.mark.usefixtures("committed_db")
def test_it_refuses_to_run_in_a_transaction_that_may_roll_back() -> None:
    make_person()
    row = Person.objects.get()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        disclose([row], to=OFFICER, reason="case 7")
    with pytest.raises(NotDisclosed):
        str(row.name)


@pytest.mark.usefixtures("committed_db")
def test_if_the_log_cannot_be_written_nothing_is_shown() -> None:
    make_person()
    row = Person.objects.get()
    with signed_in_as("owner"), connection.cursor() as cursor:
        cursor.execute("REVOKE INSERT ON privacy_audit_accessprivate FROM impix_web")
    try:
        with pytest.raises(DatabaseError, match="permission denied"):
            disclose([row], to=OFFICER, reason="case 7")
    finally:
        with signed_in_as("owner"), connection.cursor() as cursor:
            cursor.execute("GRANT INSERT ON privacy_audit_accessprivate TO impix_web")
    with pytest.raises(NotDisclosed):
        str(row.name)
    assert not AccessEvent.objects.exists(), "neither half of a row is there"


@pytest.mark.usefixtures("committed_db")
def test_the_row_is_committed_before_the_value_opens() -> None:
    make_person()
    disclose(Person.objects.all(), to=OFFICER, reason="case 7")
    connection.close()
    assert AccessEvent.objects.count() == 1


@pytest.mark.django_db
def test_an_empty_search_and_a_denied_attempt_are_recorded() -> None:
    record(by=OFFICER, action=Action.SEARCH, reason="case 7", query="mobile=010-****-5678")
    record(by=OFFICER, action=Action.VIEW, granted=False)
    search, denied = AccessEvent.objects.select_related("private").order_by("pk")
    assert (search.subject_id, search.items, search.private.query) == (None, [], "mobile=010-****-5678")
    assert (denied.granted, denied.action) == (False, "view")


@pytest.mark.usefixtures("committed_db")
def test_a_change_shares_the_fate_of_its_transaction_and_nothing_else_does() -> None:
    subject = DataSubject.objects.create()
    with transaction.atomic():
        record(by=OFFICER, action=Action.CHANGE, subjects=[subject.pk], items=["name"])
        transaction.set_rollback(True)
    assert not AccessEvent.objects.exists()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        record(by=OFFICER, action=Action.EXPORT, subjects=[subject.pk])
