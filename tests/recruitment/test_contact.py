"""Contact data later: the company asks once, the person shares or declines by one tap, with a consent on record."""

import pytest
from django.test import Client
from django.urls import reverse

from members.choices import MemberKind
from members.models import Member
from privacy.consent.models import ConsentEvent
from privacy.subjects.opening import scope
from recruitment.applications.models import Application
from tests.people import apply_to, make_company, make_member, make_posting, make_resume

pytestmark = pytest.mark.django_db

MOBILE = "010-2345-6789"


@pytest.fixture
def bob() -> Member:
    return make_member("owner-bob", MemberKind.CORPORATE)


@pytest.fixture
def alice() -> Member:
    return make_member("alice")


@pytest.fixture
def application(alice: Member, bob: Member) -> Application:
    with scope():
        return apply_to(make_posting(make_company(bob)), make_resume(alice))


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def ask(bob: Member, application: Application) -> None:
    assert signed_in(bob).post(reverse("ask_contact", args=[application.pk])).status_code == 302


def answer(member: Member, application: Application, share: str | None) -> int:
    sent = {} if share is None else {"share": share}
    return signed_in(member).post(reverse("answer_contact", args=[application.pk]), sent).status_code


def token(alice: Member, application: Application) -> str:
    page = signed_in(alice).get(reverse("show_application", args=[application.pk]))
    return str(page.context["asked"].token)


def page_of(bob: Member, application: Application) -> str:
    return signed_in(bob).get(reverse("show_applicant", args=[application.pk])).content.decode()


def test_it_works(alice: Member, bob: Member, application: Application) -> None:
    ask(bob, application)
    assert MOBILE not in page_of(bob, application), "asking gives nothing"
    events = ConsentEvent.objects.count()
    answer(alice, application, token(alice, application))
    assert MOBILE in page_of(bob, application)
    assert ConsentEvent.objects.count() == events + 1


def test_declining_gives_nothing_and_ends_nothing(alice: Member, bob: Member, application: Application) -> None:
    ask(bob, application)
    answer(alice, application, None)
    page = page_of(bob, application)
    assert MOBILE not in page
    assert "이서연" in page
    ask(bob, application)
    application.refresh_from_db()
    assert not application.waits_for_contact_answer, "asked once, not again and again"


@pytest.mark.parametrize("forged", ["x", "0" * 64 + ".0", "a" * 5000])
def test_a_forged_token_shares_nothing(alice: Member, bob: Member, application: Application, forged: str) -> None:
    ask(bob, application)
    answer(alice, application, forged)
    assert MOBILE not in page_of(bob, application)
    application.refresh_from_db()
    assert application.waits_for_contact_answer


def test_an_answer_is_given_once(alice: Member, bob: Member, application: Application) -> None:
    ask(bob, application)
    sent = token(alice, application)
    answer(alice, application, None)
    answer(alice, application, sent)
    assert MOBILE not in page_of(bob, application)


def test_nobody_else_asks_or_answers(alice: Member, bob: Member, application: Application) -> None:
    stranger = make_member("owner-eve", MemberKind.CORPORATE)
    make_company(stranger, name="다른회사", registration_number="220-81-62517")
    ask_address = reverse("ask_contact", args=[application.pk])
    assert [signed_in(who).post(ask_address).status_code for who in (stranger, alice)] == [404, 404]
    ask(bob, application)
    assert [answer(who, application, "x") for who in (make_member("charlie"), bob)] == [404, 404]


def test_without_a_question_nothing_is_answered(alice: Member, bob: Member, application: Application) -> None:
    answer(alice, application, None)
    application.refresh_from_db()
    assert application.contact_answered_at is None


def test_after_the_recall_nothing_is_asked_or_shared(alice: Member, bob: Member, application: Application) -> None:
    ask(bob, application)
    sent = token(alice, application)
    signed_in(alice).post(reverse("withdraw_application", args=[application.pk]))
    answer(alice, application, sent)
    application.refresh_from_db()
    assert not application.contact_shared
    assert signed_in(bob).post(reverse("ask_contact", args=[application.pk])).status_code == 404
