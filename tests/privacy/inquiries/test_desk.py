"""What IMPIX itself answers stands on the officer's desk; what is late alarms, and is reminded of once."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from impix.officer import ensure_officer_group
from members.choices import MemberKind
from members.models import Member
from privacy.audit.models import AccessEvent
from privacy.inquiries.models import Inquiry
from privacy.inquiries.services import remind_of_pressing
from tests.desk import cards_of, sit_down
from tests.members.letters import letters
from tests.people import make_member, today
from tests.privacy.inquiries.world import QUESTION, ask, make_asker

pytestmark = pytest.mark.django_db

LIST = "/admin/privacy_inquiries/inquiry/"


@pytest.fixture
def alice() -> Member:
    return make_asker()


@pytest.fixture
def officer(client: Client) -> Client:
    member = make_member("officer-dana", MemberKind.STAFF, is_staff=True)
    member.groups.add(ensure_officer_group())
    EmailAddress.objects.create(user=member, email="dana@impix.example", verified=True, primary=True)
    sit_down(client, member)
    return client


def due_in(inquiry: Inquiry, days: int) -> Inquiry:
    """The same inquiry when so many days are left."""
    inquiry.due = today() + timedelta(days=days)
    inquiry.save(update_fields=["due"])
    return inquiry


def test_the_officer_answers_and_the_opening_is_recorded(officer: Client, alice: Member) -> None:
    inquiry = ask(alice, to="company")
    assert QUESTION not in officer.get(f"{LIST}{inquiry.pk}/change/").content.decode()
    page = officer.get(f"{LIST}{inquiry.pk}/answer/").content.decode()
    assert QUESTION in page
    assert AccessEvent.objects.about(alice.subject_id).filter(actor_kind="staff", items=["inquiry"]).exists()
    assert officer.post(f"{LIST}{inquiry.pk}/answer/", {"text": "넣지 않으셔도 됩니다."}).status_code == 302
    inquiry.refresh_from_db()
    assert inquiry.state == "answered"
    again = officer.post(f"{LIST}{inquiry.pk}/answer/", {"text": "한 번 더"}, follow=True)
    assert "이미 답변하였거나 종료된 문의입니다." in again.content.decode()


def test_other_staff_open_nothing(client: Client, alice: Member) -> None:
    inquiry = ask(alice, to="company")
    sit_down(client, make_member("staff-eve", MemberKind.STAFF, is_staff=True))
    assert client.get(f"{LIST}{inquiry.pk}/answer/").status_code == 403
    assert client.post(f"{LIST}{inquiry.pk}/answer/", {"text": "x"}).status_code == 403
    assert AccessEvent.objects.filter(granted=False).count() == 2
    assert Inquiry.objects.get().is_open


def test_what_is_overdue_alarms_whoever_should_have_answered(officer: Client, alice: Member) -> None:
    late, waiting = due_in(ask(alice), -1), due_in(ask(alice, to="company"), 0)
    cards = cards_of(officer, "privacy_inquiries")
    assert [card.is_alarm for card in cards] == [True, False]
    page = officer.get(LIST, {"state": "overdue"}).content.decode()
    assert late.number in page
    assert waiting.number not in page
    for inquiry in (late, waiting):
        officer.post(f"{LIST}{inquiry.pk}/answer/", {"text": "답변드립니다."})
    assert cards_of(officer, "privacy_inquiries") == []


@pytest.mark.parametrize(("left", "reminded"), [(4, 0), (3, 1), (-1, 1)])
def test_from_the_seventh_day_on_the_officer_is_reminded_once(
    officer: Client, alice: Member, left: int, reminded: int
) -> None:
    due_in(ask(alice, to="company"), left)
    assert (remind_of_pressing(), remind_of_pressing()) == (reminded, 0)
    assert [LIST in letter["text"] for letter in letters("dana@impix.example")] == [True] * reminded


def test_the_agency_is_reminded_of_its_own(officer: Client, alice: Member) -> None:
    counsellor = make_member("counsel", MemberKind.AGENCY)
    EmailAddress.objects.create(user=counsellor, email="counsel@agency.example", verified=True, primary=True)
    due_in(ask(alice), 3)
    assert remind_of_pressing() == 1
    assert [letter["kind"] for letter in letters("counsel@agency.example")] == ["privacy_inquiries/email/reminder"]
    assert letters("dana@impix.example") == []
