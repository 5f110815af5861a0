"""The agency sees what is addressed to it, of its sender only listed items, and after the end nothing (rule 17)."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from members.choices import MemberKind
from members.models import Member, MemberProfile, Region
from privacy.audit.models import AccessEvent
from privacy.inquiries.agency import AGENCY, listed_parts
from privacy.inquiries.models import Inquiry
from privacy.inquiries.services import close_inquiry
from privacy.policy.models import PolicyRecipient
from privacy.provision.models import AccessEnd, Provision, Recipient
from privacy.rights.consenting import withdraw_consent
from privacy.rights.restriction import lift, restrict
from privacy.rights.services import close_account
from privacy.subjects.opening import open_own, scope
from tests.desk import sit_down
from tests.people import make_member
from tests.privacy.inquiries.world import LISTED, QUESTION, UNLISTED, ask, make_asker, make_counsellor

pytestmark = pytest.mark.django_db

INBOX = "/agency/"


@pytest.fixture
def alice() -> Member:
    return make_asker()


@pytest.fixture
def inquiry(alice: Member) -> Inquiry:
    return ask(alice)


@pytest.fixture
def agency(client: Client) -> Client:
    make_counsellor(client)
    return client


def pages(inquiry: Inquiry) -> tuple[str, str]:
    return f"{INBOX}inquiries/{inquiry.pk}/", f"{INBOX}inquiries/{inquiry.pk}/items/"


def assert_closed(agency: Client, inquiry: Inquiry) -> None:
    """Nothing opens, and each attempt is on record."""
    before = AccessEvent.objects.filter(granted=False).count()
    for page in pages(inquiry):
        answer = agency.get(page)
        assert answer.status_code == 403
        assert QUESTION not in answer.content.decode()
    assert inquiry.number not in agency.get(INBOX).content.decode()
    assert AccessEvent.objects.filter(granted=False).count() == before + 2


def test_the_inbox_names_numbers_and_nobody(agency: Client, inquiry: Inquiry) -> None:
    page = agency.get(INBOX).content.decode()
    assert inquiry.number in page
    assert [each for each in (*LISTED.values(), *UNLISTED.values(), QUESTION) if each in page] == []
    assert (Provision.objects.count(), AccessEvent.objects.count()) == (0, 0), "nothing was given"


def test_each_look_is_recorded_before_it_and_the_member_sees_it(
    agency: Client, alice: Member, inquiry: Inquiry
) -> None:
    text, items = pages(inquiry)
    assert QUESTION in agency.get(text).content.decode()
    agency.get(items)
    looks = list(Provision.objects.order_by("at"))
    assert [(look.recipient_id, look.role, look.activity, look.occasion) for look in looks] == [
        (AGENCY, "counsellor", "provision_agency", inquiry.pk)
    ] * 2
    assert looks[0].items == ["inquiry"]
    assert {"name", "mobile", "address", "education", "career"} <= set(looks[1].items)
    assert AccessEvent.objects.about(alice.subject_id).filter(actor_kind="agency").count() == 2
    reader = Client()
    reader.force_login(alice)
    page = reader.get("/me/privacy/disclosures/").content.decode()
    assert "운영기관" in page
    assert inquiry.number in reader.get(f"/me/privacy/disclosures/{looks[1].pk}/").content.decode()


def test_of_the_member_the_listed_items_and_no_other(agency: Client, alice: Member, inquiry: Inquiry) -> None:
    page = agency.get(pages(inquiry)[1]).content.decode()
    assert [each for each in LISTED.values() if each not in page] == []
    assert "누리시스템" in page, "the career of the resume"
    assert Region.objects.get(code="1101").name_ko in page
    assert [each for each in (*UNLISTED.values(), "signin.example", "alice") if each in page] == []


def test_what_the_policy_does_not_list_is_not_even_looked_for(inquiry: Inquiry, alice: Member) -> None:
    fields = {(type(rows[0]).__name__, field) for rows, fields in listed_parts(alice.subject_id) for field in fields}
    assert ("MemberProfile", "name") in fields
    assert {field for _model, field in fields} & {"gender", "nickname", "mobile_index", "ip", "password"} == set()


def test_an_answer_closes_it_and_the_agency_loses_it(agency: Client, alice: Member, inquiry: Inquiry) -> None:
    text, _items = pages(inquiry)
    assert agency.post(text, {"text": "넣지 않으셔도 됩니다."}).status_code == 302
    inquiry.refresh_from_db()
    assert inquiry.state == "answered"
    assert AccessEnd.objects.get().because == "achieved"
    assert not AccessEnd.objects.get().is_unconfirmed, "the agency cannot download: there is nothing to confirm"
    assert_closed(agency, inquiry)
    assert agency.post(text, {"text": "한 번 더"}).status_code == 403
    with scope():
        inquiry = Inquiry.objects.get()
        open_own([inquiry], alice.subject_id)
        assert inquiry.answer == "넣지 않으셔도 됩니다."


@pytest.mark.parametrize("answer", ["", "가" * 8001])
def test_no_empty_and_no_endless_answer(agency: Client, inquiry: Inquiry, answer: str) -> None:
    assert agency.post(pages(inquiry)[0], {"text": answer}).status_code == 422
    assert Inquiry.objects.get().is_open


def by_member(alice: Member, inquiry: Inquiry) -> None:
    close_inquiry(inquiry_id=inquiry.pk, subject_id=alice.subject_id)


def by_withdrawal(alice: Member, inquiry: Inquiry) -> None:
    withdraw_consent(subject_id=alice.subject_id, activity="provision_agency", recipient_id=AGENCY)


def by_leaving(alice: Member, inquiry: Inquiry) -> None:
    close_account(subject_id=alice.subject_id)


@pytest.mark.parametrize("ended", [by_member, by_withdrawal, by_leaving])
def test_however_it_ends_nothing_opens_any_more(
    agency: Client, alice: Member, inquiry: Inquiry, ended: Callable[[Member, Inquiry], None]
) -> None:
    agency.get(pages(inquiry)[1])
    ended(alice, inquiry)
    assert_closed(agency, inquiry)


def test_a_withdrawn_consent_hands_the_inquiry_to_impix_in_time(alice: Member, inquiry: Inquiry) -> None:
    due = inquiry.due
    by_withdrawal(alice, inquiry)
    inquiry.refresh_from_db()
    assert (inquiry.is_open, inquiry.addressed_to, inquiry.due) == (True, "company", due)


def test_a_new_consent_does_not_bring_an_old_inquiry_back(agency: Client, alice: Member, inquiry: Inquiry) -> None:
    by_withdrawal(alice, inquiry)
    second = ask(alice)
    assert second.is_at_agency
    assert_closed(agency, inquiry)
    assert agency.get(pages(second)[0]).status_code == 200


def test_what_is_addressed_to_impix_is_closed_to_the_agency(agency: Client, alice: Member, inquiry: Inquiry) -> None:
    assert_closed(agency, ask(alice, to="company"))


def test_a_restriction_pauses_it(agency: Client, alice: Member, inquiry: Inquiry) -> None:
    restrict(subject_id=alice.subject_id)
    assert agency.get(pages(inquiry)[0]).status_code == 403
    assert inquiry.number not in agency.get(INBOX).content.decode()
    lift(subject_id=alice.subject_id)
    assert agency.get(pages(inquiry)[0]).status_code == 200


def test_forged_ids_and_other_sessions_find_nothing(client: Client, inquiry: Inquiry) -> None:
    counsellor = make_counsellor(client)
    assert client.get(f"{INBOX}inquiries/{uuid4()}/").status_code == 404
    assert client.get(f"{INBOX}inquiries/{uuid4()}/items/").status_code == 404
    sit_down(client, counsellor, "password")
    for page in (INBOX, *pages(inquiry)):
        assert "reauthenticate" in client.get(page)["Location"], "the second factor is asked for"
    assert not Provision.objects.exists()


@pytest.mark.parametrize("kind", [kind for kind in MemberKind if kind != MemberKind.AGENCY])
def test_nobody_else_has_an_agency(client: Client, inquiry: Inquiry, kind: MemberKind) -> None:
    sit_down(client, make_member("somebody", kind, is_staff=kind == MemberKind.STAFF))
    for page in (INBOX, *pages(inquiry)):
        assert client.get(page).status_code == 404
    assert client.post(pages(inquiry)[0], {"text": "x"}).status_code == 404
    assert Inquiry.objects.get().is_open


def test_when_the_activity_is_switched_off_the_agency_is_too(
    agency: Client, inquiry: Inquiry, settings: Settings
) -> None:
    settings.UNDISCLOSED_ACTIVITIES = []
    assert [agency.get(page).status_code for page in (INBOX, *pages(inquiry))] == [403] * 3


def test_the_agency_is_called_as_the_version_calls_it(inquiry: Inquiry) -> None:
    said = PolicyRecipient.objects.get(code="agency", version__effective_at__isnull=False)
    assert Recipient.objects.get(pk=AGENCY).name == said.name_ko


def test_the_inbox_takes_the_same_queries_for_one_and_for_many(agency: Client, inquiry: Inquiry) -> None:
    agency.get(INBOX)
    with CaptureQueriesContext(connection) as one:
        agency.get(INBOX)
    for number in range(5):
        ask(make_asker(f"asker-{number}"))
    with CaptureQueriesContext(connection) as many:
        page = agency.get(INBOX)
    assert len(page.context["page"].object_list) == 6
    assert len(many) == len(one) <= 20


def test_items_take_a_bounded_number_of_queries(agency: Client, inquiry: Inquiry) -> None:
    agency.get(pages(inquiry)[1])
    with CaptureQueriesContext(connection) as queries:
        agency.get(pages(inquiry)[1])
    assert len(queries) <= 50
    assert MemberProfile.objects.count() == 1
