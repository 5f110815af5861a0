"""Undoing leaving (rule 27): until the approval, by the person herself, with the consents asked anew."""

from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from time import time
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client

from members.models import Member
from privacy.consent import services as consents
from privacy.consent.exceptions import ConsentRefused
from privacy.consent.questions import Answer
from privacy.destruction.choices import ItemState, PlanState
from privacy.destruction.exceptions import WrongState
from privacy.destruction.models import DestructionPlan, DestructionReason, PlanItem
from privacy.destruction.services import approve, draft_plan, find_reasons, reject
from privacy.destruction.status import status
from privacy.rights.exceptions import NotLeft, TooLate
from privacy.rights.services import close_account, lost_consents, reopen_account
from privacy.subjects.models import DataSubject, Processing
from tests.databases import signed_in_as
from tests.members.joining import ITEMS, join, prove
from tests.members.letters import letters
from tests.members.people import PASSWORD, make_member

RETURN = "/login/return/"
LEAVE = "/me/privacy/withdraw/"


def sign_in(client: Client, password: str = PASSWORD) -> Any:
    return client.post("/login/", {"login": "newcomer", "password": password})


@pytest.fixture
def leaver(client: Client) -> Member:
    """Somebody who joined and left."""
    prove(client)
    join(client)
    client.post("/logout/")
    sign_in(client)
    client.post("/reauthenticate/", {"password": PASSWORD})
    client.code = client.post(LEAVE).context["code"]  # type: ignore[attr-defined]
    return Member.objects.get(login_id="newcomer")


def ticks(client: Client) -> dict[str, str]:
    """What the page's boxes send when all of them are ticked."""
    form = client.get(RETURN).context["form"]
    return {name: form.fields[name].widget.token for name in form.boxes}


def come_back(client: Client, **changes: str) -> Any:
    return client.post(RETURN, {**ticks(client), "password": PASSWORD, **changes})


def answers(subject_id: Any) -> list[Answer]:
    return [Answer(question, ticked=True) for question in lost_consents(subject_id=subject_id, language="ko")]


def approved() -> DestructionPlan:
    with signed_in_as("worker"):
        plan = draft_plan()
    assert plan is not None
    return approve(plan_id=plan.pk, officer_id=uuid4(), typed_number=str(plan.number))


@pytest.mark.django_db
def test_it_works(client: Client, leaver: Member) -> None:
    assert sign_in(client)["Location"] == RETURN
    assert client.get("/me/")["Location"].startswith("/login/"), "not in the account yet"
    page = client.get(RETURN).content.decode()
    assert "수집·이용 목적" in page
    assert "checked" not in page
    assert come_back(client)["Location"] == "/me/"
    assert client.get("/me/").status_code == 200
    assert ITEMS["name"] in client.get("/me/profile/").content.decode()
    assert consents.is_given(subject_id=leaver.subject_id, activity="membership")
    assert DataSubject.objects.get(pk=leaver.subject_id).left_at is None
    assert not DestructionReason.objects.standing().exists()
    assert status(code=client.code) is None  # type: ignore[attr-defined]
    assert "returned" in letters("new@example.org")[-1]["kind"]


@pytest.mark.django_db
def test_whoever_returned_can_leave_again(client: Client, leaver: Member) -> None:
    reopen_account(subject_id=leaver.subject_id, given=answers(leaver.subject_id))
    close_account(subject_id=leaver.subject_id)
    assert DestructionReason.objects.standing().count() == 1
    assert sign_in(client)["Location"] == RETURN
    assert come_back(client)["Location"] == "/me/"


@pytest.mark.django_db
def test_strangers_learn_nothing(client: Client, leaver: Member) -> None:
    make_member("present")
    wrong = [client.post("/login/", {"login": login, "password": "wrong"}) for login in ("newcomer", "present", "none")]
    assert {answer.status_code for answer in wrong} == {422}
    assert len({str(answer.context["form"].non_field_errors()) for answer in wrong}) == 1
    assert client.get(RETURN)["Location"] == "/me/"
    assert client.post(RETURN, {"password": PASSWORD})["Location"] == "/me/"
    assert not Member.objects.get(pk=leaver.pk).is_active


@pytest.mark.django_db
def test_the_password_is_asked_again_and_guessing_ends(client: Client, leaver: Member) -> None:
    sign_in(client)
    sent = ticks(client)
    for _ in range(5):
        assert come_back(client, **sent, password="wrong").status_code == 422
    answer = come_back(client, **sent)
    assert answer.status_code == 422
    assert "실패" in str(answer.context["form"].errors["password"])
    assert not Member.objects.get(pk=leaver.pk).is_active


@pytest.mark.django_db
def test_the_second_factor_comes_first(client: Client, leaver: Member) -> None:
    secret = generate_totp_secret()
    TOTP.activate(leaver, secret)
    assert sign_in(client)["Location"] == "/mfa/authenticate/"
    assert client.get(RETURN)["Location"] == "/me/"
    client.post("/mfa/authenticate/", {"code": "000000"})
    assert client.get(RETURN)["Location"] == "/me/"
    code = format_hotp_value(hotp_value(secret, int(time()) // 30))
    assert client.post("/mfa/authenticate/", {"code": code})["Location"] == RETURN
    assert come_back(client)["Location"] == "/me/"


@pytest.mark.django_db
def test_a_required_consent_is_needed(client: Client, leaver: Member) -> None:
    sign_in(client)
    assert client.post(RETURN, {"password": PASSWORD}).status_code == 422
    assert client.post(RETURN, {"password": PASSWORD, "consent_membership": "forged.0"}).status_code == 422
    with pytest.raises(ConsentRefused):
        reopen_account(subject_id=leaver.subject_id, given=[])
    assert DataSubject.objects.get(pk=leaver.subject_id).left_at is not None
    assert DestructionReason.objects.standing().exists()


@pytest.mark.django_db
def test_another_consent_is_free(client: Client, leaver: Member) -> None:
    reopen_account(subject_id=leaver.subject_id, given=answers(leaver.subject_id))
    question = consents.ask(activity="job_matching", language="ko", subject_id=leaver.subject_id)
    consents.answer(subject_id=leaver.subject_id, given=Answer(question, ticked=True))
    close_account(subject_id=leaver.subject_id)
    sign_in(client)
    sent = ticks(client)
    assert list(sent) == ["consent_membership", "consent_job_matching"]
    only = {"consent_membership": sent["consent_membership"], "password": PASSWORD}
    assert client.post(RETURN, only)["Location"] == "/me/"
    assert not consents.is_given(subject_id=leaver.subject_id, activity="job_matching")
    find_reasons()
    assert DestructionReason.objects.standing().get().activity == "job_matching"


@pytest.mark.django_db
def test_only_what_leaving_withdrew_is_asked(client: Client, leaver: Member) -> None:
    reopen_account(subject_id=leaver.subject_id, given=answers(leaver.subject_id))
    question = consents.ask(activity="job_matching", language="ko", subject_id=leaver.subject_id)
    consents.answer(subject_id=leaver.subject_id, given=Answer(question, ticked=True))
    consents.withdraw(subject_id=leaver.subject_id, activity="job_matching")
    close_account(subject_id=leaver.subject_id)
    lost = lost_consents(subject_id=leaver.subject_id, language="ko")
    assert [asked.notice.activity for asked in lost] == ["membership"]
    reopen_account(subject_id=leaver.subject_id, given=answers(leaver.subject_id))
    assert not consents.is_given(subject_id=leaver.subject_id, activity="job_matching")
    over = Processing.objects.get(subject=leaver.subject_id, activity="job_matching")
    assert over.until is not None


@pytest.mark.django_db
def test_nobody_returns_twice_or_without_having_left(leaver: Member) -> None:
    given = answers(leaver.subject_id)
    reopen_account(subject_id=leaver.subject_id, given=given)
    with pytest.raises(NotLeft):
        reopen_account(subject_id=leaver.subject_id, given=given)
    with pytest.raises(NotLeft):
        reopen_account(subject_id=make_member("other").subject_id, given=[])


@pytest.mark.django_db
def test_a_quarter_of_an_hour_later_one_signs_in_anew(client: Client, leaver: Member, time_machine: Any) -> None:
    sign_in(client)
    session = client.session
    session["returning"] = {**session["returning"], "at": session["returning"]["at"] - 901}
    session.save()
    assert client.get(RETURN)["Location"] == "/me/"


@pytest.mark.usefixtures("committed_db")
def test_a_draft_loses_the_items(client: Client, leaver: Member) -> None:
    with signed_in_as("worker"):
        plan = draft_plan()
    assert plan is not None
    sign_in(client)
    assert come_back(client)["Location"] == "/me/"
    assert set(PlanItem.objects.values_list("state", flat=True)) == {ItemState.DROPPED}
    assert DestructionPlan.objects.get().state == PlanState.DRAFT


@pytest.mark.usefixtures("committed_db")
def test_after_a_rejection_one_may_still_return(client: Client, leaver: Member) -> None:
    with signed_in_as("worker"):
        plan = draft_plan()
    assert plan is not None
    reject(plan_id=plan.pk, officer_id=uuid4(), reason="not yet")
    sign_in(client)
    assert come_back(client)["Location"] == "/me/"


@pytest.mark.usefixtures("committed_db")
def test_after_the_approval_it_is_too_late(client: Client, leaver: Member, settings: Any) -> None:
    settings.DESTRUCTION_COOLING_HOURS = 0
    sign_in(client)
    sent = ticks(client)
    given = answers(leaver.subject_id)
    approved()
    with pytest.raises(TooLate):
        reopen_account(subject_id=leaver.subject_id, given=given)
    page = client.post(RETURN, {**sent, "password": PASSWORD}).content.decode()
    assert "/privacy/destruction/" in page
    assert not Member.objects.get(pk=leaver.pk).is_active
    assert status(code=client.code) is not None  # type: ignore[attr-defined]
    with signed_in_as("worker"):
        call_command("execute_destruction", stdout=StringIO())
    assert sign_in(client).status_code == 422, "of who is destroyed nothing is known"
    assert client.get(RETURN)["Location"] == "/me/"


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize("first", ["officer", "person"])
def test_of_the_officer_and_the_person_one_wins(leaver: Member, first: str) -> None:
    """The slower of the two waits for the faster one's transaction, and then finds what that has decided."""
    given = answers(leaver.subject_id)
    with signed_in_as("worker"):
        plan = draft_plan()
    assert plan is not None

    def approval() -> None:
        approve(plan_id=plan.pk, officer_id=uuid4(), typed_number=str(plan.number))

    def returning() -> None:
        reopen_account(subject_id=leaver.subject_id, given=given)

    def apart(act: Any) -> BaseException | None:
        try:
            act()
        except (TooLate, WrongState) as error:
            return error
        finally:
            connections.close_all()
        return None

    faster, slower = (approval, returning) if first == "officer" else (returning, approval)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            faster()
            waiting = pool.submit(apart, slower)
            with pytest.raises(TimeoutError):
                waiting.result(1)
        outcome = waiting.result(30)
    back = DataSubject.objects.get(pk=leaver.subject_id).left_at is None
    planned = PlanItem.objects.filter(state=ItemState.PLANNED).exists()
    assert (back, planned) == ((False, True) if first == "officer" else (True, False))
    assert isinstance(outcome, TooLate) if first == "officer" else outcome is None
