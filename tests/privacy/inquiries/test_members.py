"""A member writes an inquiry, gets a number and a letter, and reads the answer with the next remedy."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from members.models import Member
from privacy.audit.actors import SYSTEM
from privacy.consent.models import ConsentEvent
from privacy.inquiries.agency import AGENCY, question_for
from privacy.inquiries.models import Inquiry
from privacy.inquiries.services import MOST_UNANSWERED, answer_inquiry
from privacy.rights.services import close_account
from privacy.subjects.models import Processing
from privacy.subjects.opening import scope
from tests.members.letters import letters
from tests.people import make_member, today
from tests.privacy.inquiries.world import QUESTION, ask, make_asker

pytestmark = pytest.mark.django_db

NEW, OWN = "/privacy/inquiries/new/", "/me/privacy/inquiries/"


@pytest.fixture
def alice(client: Client) -> Member:
    member = make_asker()
    client.force_login(member)
    return member


def form(**values: str) -> dict[str, str]:
    return {"to": "company", "text": QUESTION, "submission": str(uuid4()), **values}


def asked() -> Any:
    """What was said about the agency."""
    return ConsentEvent.objects.filter(activity="provision_agency")


def test_an_inquiry_gets_a_number_a_day_and_a_letter_without_values(client: Client, alice: Member) -> None:
    page = client.post(NEW, form(), follow=True)
    inquiry = Inquiry.objects.get()
    assert inquiry.number in page.content.decode()
    assert QUESTION in page.content.decode()
    assert (inquiry.addressed_to, inquiry.due) == ("company", today() + timedelta(days=10))
    (letter,) = letters("alice@signin.example")
    assert inquiry.number in letter["subject"]
    assert f"{OWN}{inquiry.pk}/" in letter["text"]
    assert QUESTION not in letter["text"]
    assert not asked().exists(), "IMPIX itself needs no consent to the agency"


def test_the_first_inquiry_to_the_agency_asks_for_the_consent_unticked(client: Client, alice: Member) -> None:
    page = client.get(NEW)
    box = page.context["form"]["consent"]
    points = [point.code for point in box.field.question.notice.points]
    assert points == ["recipient", "recipient_purpose", "provided_items", "recipient_retention", "refusal"]
    assert " checked" not in str(box.as_widget())
    question = question_for(alice.subject_id, "ko")
    assert question is not None
    client.post(NEW, form(to="agency", consent=question.token))
    assert Inquiry.objects.get().addressed_to == "agency"
    assert asked().get().recipient == AGENCY
    assert "consent" not in client.get(NEW).context["form"].fields, "it is asked once"


def test_without_the_consent_it_goes_to_impix(client: Client, alice: Member) -> None:
    page = client.post(NEW, form(to="agency"), follow=True).content.decode()
    assert Inquiry.objects.get().addressed_to == "company"
    assert asked().get().kind == "refused"
    assert "운영기관에는 아무것도 전달되지 않았습니다" in page


@pytest.mark.parametrize("consent", ["forged", "0" * 64 + ".0"])
def test_a_forged_consent_makes_neither_consent_nor_inquiry(client: Client, alice: Member, consent: str) -> None:
    assert client.post(NEW, form(to="agency", consent=consent)).status_code == 422
    assert (Inquiry.objects.count(), asked().count()) == (0, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "officer"},
        {"text": ""},
        {"text": "가" * 4001},
        {"text": "제 번호는 900101-1234568입니다"},
        {"submission": "1"},
    ],
)
def test_other_input_is_refused(client: Client, alice: Member, wrong: dict[str, str]) -> None:
    assert client.post(NEW, form(**wrong)).status_code == 422
    assert not Inquiry.objects.exists()


def test_a_form_that_is_sent_twice_makes_one_inquiry(client: Client, alice: Member) -> None:
    sent = form()
    first, second = client.post(NEW, sent), client.post(NEW, sent)
    assert first["Location"] == second["Location"]
    assert Inquiry.objects.count() == 1


def test_ten_unanswered_are_enough(client: Client, alice: Member) -> None:
    for _each in range(MOST_UNANSWERED):
        ask(alice, to="company")
    assert client.post(NEW, form()).status_code == 422
    assert Inquiry.objects.count() == MOST_UNANSWERED


def test_while_the_policy_does_not_disclose_it_the_page_says_how_to_ask(
    client: Client, alice: Member, settings: Settings
) -> None:
    settings.UNDISCLOSED_ACTIVITIES = []
    for page in (client.get(NEW), client.post(NEW, form())):
        assert page.status_code == 403
        assert "02-745-8324" in page.content.decode()
    assert not Inquiry.objects.exists()


def test_the_answer_is_read_with_the_next_remedy_and_starts_the_clock(client: Client, alice: Member) -> None:
    inquiry = ask(alice, to="company")
    with scope():
        answer_inquiry(inquiry_id=inquiry.pk, text="넣지 않으셔도 됩니다.", by=SYSTEM, for_agency=False)
    page = client.get(f"{OWN}{inquiry.pk}/").content.decode()
    assert "넣지 않으셔도 됩니다." in page
    assert "1833-6972" in page
    assert "넣지 않으셔도" not in letters("alice@signin.example")[-1]["text"]
    processing = Processing.objects.get(subject=alice.subject_id, activity="inquiries")
    assert processing.until is not None
    assert processing.until.year == today().year + 1
    ask(alice, to="company")
    processing.refresh_from_db()
    assert processing.until is None, "while one waits, none goes"


def test_others_inquiries_do_not_exist(client: Client, alice: Member) -> None:
    inquiry = ask(alice)
    client.force_login(make_member("mallory"))
    assert client.get(f"{OWN}{inquiry.pk}/").status_code == 404
    assert client.post(f"{OWN}{inquiry.pk}/close/").status_code == 404
    assert inquiry.number not in client.get(OWN).content.decode()
    inquiry.refresh_from_db()
    assert inquiry.is_open


def test_who_leaves_asks_nothing_any_more(alice: Member) -> None:
    inquiry = ask(alice)
    close_account(subject_id=alice.subject_id)
    inquiry.refresh_from_db()
    assert inquiry.state == "closed"


def test_the_list_takes_the_same_queries_for_one_and_for_many(client: Client, alice: Member) -> None:
    ask(alice, to="company")
    client.get(OWN)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(OWN)
    for _each in range(6):
        ask(alice, to="company")
    with CaptureQueriesContext(connection) as many:
        client.get(OWN)
    assert len(many) == len(one) <= 10
