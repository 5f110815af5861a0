"""Leaving: everything ends in that request, nothing is destroyed yet, and the leaver can follow what comes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from members.choices import MemberKind
from members.models import Member, MemberProfile
from privacy.consent import services as consents
from privacy.consent.questions import Answer
from privacy.destruction.grounds import today
from privacy.destruction.models import DepartureReference, DestructionReason
from privacy.destruction.services import find_reasons
from privacy.destruction.status import status
from privacy.rights.exceptions import AlreadyLeft
from privacy.rights.services import close_account
from privacy.subjects.exceptions import NotProcessing
from privacy.subjects.models import Processing
from privacy.subjects.services import open_activity
from tests.members.joining import ITEMS, join, prove
from tests.members.letters import letters
from tests.members.people import PASSWORD, make_member

pytestmark = pytest.mark.django_db

LEAVE = "/me/privacy/withdraw/"


@pytest.fixture
def leaver(client: Client) -> Member:
    """Somebody who joined a moment ago and is signed in."""
    prove(client)
    join(client)
    client.post("/logout/")
    sign_in(client, "newcomer")
    return Member.objects.get(login_id="newcomer")


def sign_in(client: Client, login: str) -> None:
    """Sign in, and show once more who it is, as the page of leaving asks."""
    client.post("/login/", {"login": login, "password": PASSWORD})
    client.post("/reauthenticate/", {"password": PASSWORD})


def code_on(response: Any) -> str:
    code: str = response.context["code"]
    assert code in response.content.decode()
    return code


def test_it_works(client: Client, leaver: Member) -> None:
    other_browser = Client()
    other_browser.post("/login/", {"login": "newcomer", "password": PASSWORD})
    page = client.get(LEAVE).content.decode()
    assert "탈퇴하시면" in page
    code = code_on(client.post(LEAVE))
    for browser in (client, other_browser):
        assert browser.get("/me/")["Location"] == "/login/?next=/me/"
    assert client.post("/login/", {"login": "newcomer", "password": PASSWORD})["Location"] == "/login/return/"
    assert consents.current(leaver.subject_id) == []
    reasons = DestructionReason.objects.filter(subject=leaver.subject_id)
    assert list(reasons.values_list("activity", "kind")) == [("membership", "withdrawal")]
    found = status(code=code)
    assert found is not None
    assert (found.approved_at, found.destroyed_on) == (None, None)
    assert MemberProfile.objects.filter(subject=leaver.subject_id).exists(), "the officer approves first"


def test_the_code_is_mailed_and_not_stored(client: Client, leaver: Member) -> None:
    code = code_on(client.post(LEAVE))
    letter = letters("new@example.org")[-1]
    assert code in letter["text"]
    assert "/privacy/destruction/" in letter["text"]
    assert ITEMS["name"] not in letter["text"]
    assert code.encode() not in bytes(DepartureReference.objects.get().digest)


def test_every_activity_gets_its_reason(leaver: Member) -> None:
    open_activity(subject_id=leaver.subject_id, activity="job_matching")
    close_account(subject_id=leaver.subject_id)
    reasons = set(DestructionReason.objects.values_list("activity", flat=True))
    assert reasons == set(Processing.objects.values_list("activity", flat=True))
    assert len(reasons) == 2


def test_it_ends_whole_or_not_at_all(leaver: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**values: Any) -> None:
        raise LookupError(values)

    monkeypatch.setattr("privacy.rights.services.add_reason", broken)
    with pytest.raises(LookupError):
        close_account(subject_id=leaver.subject_id)
    leaver.refresh_from_db()
    assert leaver.is_active
    assert consents.is_given(subject_id=leaver.subject_id, activity="membership")
    assert not DepartureReference.objects.exists()
    assert [letter for letter in letters() if "left" in letter["kind"]] == []


def test_nobody_leaves_twice(leaver: Member) -> None:
    close_account(subject_id=leaver.subject_id)
    with pytest.raises(AlreadyLeft):
        close_account(subject_id=leaver.subject_id)
    assert DepartureReference.objects.count() == 1


def test_nothing_new_begins_about_who_left(leaver: Member) -> None:
    question = consents.ask(activity="job_matching", language="ko", subject_id=leaver.subject_id)
    close_account(subject_id=leaver.subject_id)
    with pytest.raises(NotProcessing):
        consents.answer(subject_id=leaver.subject_id, given=Answer(question, ticked=True))
    assert consents.current(leaver.subject_id) == []


def test_others_stay(client: Client, leaver: Member) -> None:
    bystander = make_member("bystander")
    client.post(LEAVE)
    bystander.refresh_from_db()
    assert bystander.is_active
    assert not DestructionReason.objects.filter(subject=bystander.subject_id).exists()


def test_a_plan_proposes_the_leaver(client: Client, leaver: Member) -> None:
    client.post(LEAVE)
    assert list(DestructionReason.objects.due(today()).values_list("subject", flat=True)) == [leaver.subject_id]


def test_leaving_needs_a_fresh_proof_of_who_it_is(client: Client, leaver: Member, time_machine: Any) -> None:
    time_machine.move_to(datetime.now(UTC) + timedelta(minutes=11))
    for answer in (client.get(LEAVE), client.post(LEAVE)):
        assert answer["Location"].startswith("/reauthenticate/")
    leaver.refresh_from_db()
    assert leaver.is_active


def test_looking_is_not_leaving(client: Client, leaver: Member) -> None:
    client.get(LEAVE)
    assert not DestructionReason.objects.exists()


def test_strangers_and_staff_do_not_leave_here() -> None:
    assert Client().post(LEAVE)["Location"].startswith("/login/")
    desk = Client()
    make_member("officer9", MemberKind.STAFF)
    sign_in(desk, "officer9")
    assert desk.post(LEAVE).status_code == 403
    assert Member.objects.get(login_id="officer9").is_active


def test_the_officer_reads_that_somebody_left_and_not_that_a_period_is_over(client: Client, leaver: Member) -> None:
    client.post(LEAVE)
    find_reasons()
    kinds = DestructionReason.objects.filter(subject=leaver.subject_id).values_list("kind", flat=True)
    assert set(kinds) == {"withdrawal"}
