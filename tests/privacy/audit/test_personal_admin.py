"""The desk's page of a personal model: masked, logged, and without a way around it."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connections
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext

from members.models import Member
from privacy.audit.desk import DeskAdmin
from privacy.audit.models import AccessEvent
from privacy.subjects.models import DataSubject
from privacy.vault.services import destroy_keys
from tests.databases import signed_in_as
from tests.desk import desk, make_officer, sit_down
from tests.privacy.people import make_people, make_person
from tests.sealed_app.models import Person

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.urls("tests.desk")]

LIST = "/admin/sealed_app/person/"
SECRETS = ("홍길동", "010-1234-5678", "01012345678", "1990-02-03", "diary")


@pytest.fixture
def officer(client: Client) -> Member:
    member = make_officer()
    sit_down(client, member)
    return member


@pytest.fixture
def person() -> Person:
    person = make_person()
    person.born, person.extra = date(1990, 2, 3), {"note": "diary"}
    person.save()
    return person


def events() -> list[tuple[str, bool, tuple[str, ...], str]]:
    found = AccessEvent.objects.select_related("private").order_by("seq")
    return [(event.action, event.granted, tuple(event.items), event.private.reason) for event in found]


@pytest.mark.usefixtures("officer")
def test_a_list_shows_masks_and_logs_every_person(client: Client, person: Person) -> None:
    page = client.get(LIST).content.decode()
    assert "홍*동" in page
    assert "010-****-5678" in page
    assert not [secret for secret in SECRETS if secret in page]
    assert events() == [("list", True, ("mobile", "name"), "masked list")]
    assert AccessEvent.objects.get().subject_id == person.subject_id


@pytest.mark.usefixtures("officer")
def test_a_list_of_fifty_asks_for_keys_once(client: Client) -> None:
    make_people(50)
    with CaptureQueriesContext(connections["vault"]) as keys, CaptureQueriesContext(connections["default"]) as queries:
        client.get(LIST)
    assert len(keys) == 1
    assert len([query for query in queries if "privacy_audit" in query["sql"]]) == 1
    assert AccessEvent.objects.count() == 50


@pytest.mark.usefixtures("officer")
def test_an_object_page_shows_masks_until_a_reason_is_given(client: Client, person: Person) -> None:
    change = f"{LIST}{person.pk}/change/"
    page = client.get(change).content.decode()
    assert "홍*동" in page
    assert not [secret for secret in SECRETS if secret in page]

    refused = client.post(f"{LIST}{person.pk}/reveal/", {"names": ["name"], "reason": ""})
    assert refused.status_code == 422
    assert "홍길동" not in client.get(change).content.decode()

    answer = client.post(f"{LIST}{person.pk}/reveal/", {"names": ["name", "extra"], "reason": "case 2026-7"})
    assert answer.headers["Location"] == change
    page = client.get(change).content.decode()
    assert "홍길동" in page
    assert "diary" in page
    assert "010-1234-5678" not in page, "only what was chosen"
    number = AccessEvent.objects.get(action="reveal").pk
    assert events()[-2:] == [
        ("reveal", True, ("name", "other"), "case 2026-7"),
        ("view", True, ("mobile", "name", "other"), f"under access {number}"),
    ]


@pytest.mark.usefixtures("officer")
def test_what_is_revealed_ends_after_ten_minutes_and_is_one_persons(client: Client, person: Person) -> None:
    other = make_person("남궁민수", "010-8765-4321")
    client.post(f"{LIST}{person.pk}/reveal/", {"names": ["name"], "reason": "case 2026-7"})
    assert "남궁민수" not in client.get(f"{LIST}{other.pk}/change/").content.decode()
    assert "홍길동" not in client.get(LIST).content.decode(), "the list stays masked"
    with time_machine.travel(timezone.now() + timedelta(minutes=9)):
        assert "홍길동" in client.get(f"{LIST}{person.pk}/change/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert "홍길동" not in client.get(f"{LIST}{person.pk}/change/").content.decode()


@pytest.mark.usefixtures("officer")
def test_a_search_needs_a_reason_and_is_logged_with_its_hit(client: Client, person: Person) -> None:
    page = client.post(f"{LIST}search/", {"by": "mobile", "value": "010 1234 5678", "reason": "case 2026-7"})
    assert "홍*동" in page.content.decode()
    assert f"{LIST}{person.pk}/change/" in page.content.decode()
    event = AccessEvent.objects.select_related("private").get()
    assert (event.action, event.subject_id, event.private.query) == (
        "search", person.subject_id, "mobile=010-****-5678",
    )  # fmt: skip
    assert client.post(f"{LIST}search/", {"by": "mobile", "value": "010 1234 5678"}).status_code == 422
    assert client.post(f"{LIST}search/", {"by": "name", "value": "x", "reason": "case 2026-7"}).status_code == 422


@pytest.mark.usefixtures("officer")
def test_a_name_is_searched_with_its_birth_date_only(client: Client, person: Person) -> None:
    asked = {"by": "born_index", "value": "홍길동 1990-02-03", "reason": "case 2026-7"}
    assert f"{LIST}{person.pk}/change/" in client.post(f"{LIST}search/", asked).content.decode()
    assert AccessEvent.objects.get().private.query == "born_index=••••"
    for value in ("홍길동", "홍길동 1990-02-30", "홍길동1990-02-03", "x" * 201, ""):
        answer = client.post(f"{LIST}search/", asked | {"value": value})
        assert answer.status_code == 422, value
        assert answer.context["form"].errors["value"]
    assert AccessEvent.objects.count() == 1


@pytest.mark.usefixtures("officer")
def test_a_search_that_finds_nobody_is_logged_too(client: Client, person: Person) -> None:
    client.post(f"{LIST}search/", {"by": "mobile", "value": "010 9999 9999", "reason": "case 2026-7"})
    event = AccessEvent.objects.select_related("private").get()
    assert (event.subject_id, event.private.query, event.private.reason) == (
        None, "mobile=010-****-9999", "case 2026-7",
    )  # fmt: skip


@pytest.mark.usefixtures("officer")
def test_nothing_is_searched_filtered_or_ordered_by_address(client: Client, person: Person) -> None:
    make_person("김철수", "010-0000-0000")
    assert client.get(f"{LIST}?q=01012345678").content.decode().count("/change/") == 2, "q is not a search"
    for oracle in (
        "region__startswith=S",
        "mobile_index__exact=01012345678",
        "subject__member__login_id__startswith=o",
    ):
        assert client.get(f"{LIST}?{oracle}").status_code == 400, oracle
    page = client.get(LIST).content.decode()
    assert set(re.findall(r"[?&;]o=-?(\d)", page)) == {"0"}, "the list is sortable by its id, and not by what is masked"
    assert "홍*동" in client.get(f"{LIST}?o=1").content.decode(), "an order that is not offered does nothing"


@pytest.mark.parametrize(
    ("look_up", "allowed"),
    [
        ("subject__id__exact", True),
        ("subject__isnull", True),
        ("subject__created_at__gte", False),
        ("subject__member__login_id__startswith", False),
        ("subject_id", False),
        ("id__exact", False),
        ("at__year", True),
    ],
)
def test_a_filter_allows_no_way_beyond_it(look_up: str, allowed: bool, rf: RequestFactory) -> None:
    page = type("Page", (DeskAdmin,), {"list_filter": ["subject"], "date_hierarchy": "at"})(AccessEvent, desk)
    assert page.lookup_allowed(look_up, "1", rf.get("/")) is allowed


@pytest.mark.usefixtures("officer")
def test_nothing_is_added_changed_or_deleted(client: Client, person: Person) -> None:
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get(f"{LIST}{person.pk}/delete/").status_code == 403
    assert client.post(f"{LIST}{person.pk}/change/", {"region": "x"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": str(person.pk)})
    assert Person.objects.count() == 1
    assert "action-select" not in client.get(LIST).content.decode()


def test_whoever_lacks_the_right_is_refused_and_on_record(client: Client, person: Person) -> None:
    sit_down(client, make_officer("clerk", is_superuser=False))
    addresses = [LIST, f"{LIST}{person.pk}/change/", f"{LIST}search/", f"{LIST}{person.pk}/reveal/"]
    assert [client.get(address).status_code for address in addresses] == [403] * 4
    assert events() == [(action, False, (), "") for action in ("list", "view", "search", "reveal")]


def test_the_right_to_view_suffices(client: Client, person: Person) -> None:
    clerk = make_officer("clerk", is_superuser=False)
    clerk.user_permissions.add(Permission.objects.get(codename="view_person"))
    sit_down(client, clerk)
    assert client.get(LIST).status_code == 200


@pytest.mark.usefixtures("committed_db", "officer")
def test_who_was_destroyed_is_gone_and_a_lost_key_shows_as_destroyed(client: Client, person: Person) -> None:
    with signed_in_as("worker"):
        destroy_keys(subject_ids=[person.subject_id], activity=Person.activity)
    for address in (LIST, f"{LIST}{person.pk}/change/"):
        page = client.get(address)
        assert page.status_code == 200
        assert gettext("destroyed") in page.content.decode()
    DataSubject.objects.filter(pk=person.subject_id).update(destroyed_at=timezone.now())
    assert str(person.pk) not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{person.pk}/change/").status_code == 302


@pytest.mark.usefixtures("officer")
def test_djangos_own_log_keeps_ids_only(client: Client, person: Person) -> None:
    page = desk.get_model_admin(Person)
    request = client.get(LIST).wsgi_request
    page.log_change(request, person, [{"changed": {"fields": ["홍길동"]}}])
    page.log_addition(request, person, "홍길동")
    entries = LogEntry.objects.all()
    assert {(entry.object_repr, entry.change_message) for entry in entries} == {(f"person:{str(person.pk)[-8:]}", "")}
    assert client.get(f"{LIST}{person.pk}/history/").status_code == 200
