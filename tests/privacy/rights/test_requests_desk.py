"""The officer reads a request on record, answers it with a fresh proof of who she is, and what is granted happens."""

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.choices import MemberKind
from members.models import Member, MemberProfile
from privacy.audit.choices import Action
from privacy.audit.models import AccessEvent
from privacy.clocks import add_days
from privacy.rights.choices import RequestKind, RequestState
from privacy.rights.exceptions import AlreadyAnswered, AnswerIncomplete
from privacy.rights.models import RightsRequest, RightsRequestEvent
from privacy.rights.services import close_account
from privacy.subjects.opening import scope
from privacy.subjects.services import restricted_since
from tests.desk import cards_of, sit_down
from tests.members.letters import letters
from tests.people import PASSWORD, make_member, today
from tests.privacy.rights.requesting import ANSWER, WISH, alice, answer_as, asked, dana, desk, page_of, prove, somebody

__all__ = ["alice", "dana", "desk"]
pytestmark = pytest.mark.django_db
LIST = reverse("admin:privacy_rights_rightsrequest_changelist")


def named(member: Member) -> Member:
    with scope():
        MemberProfile.objects.create(
            subject_id=member.subject_id, name="이서연", gender="female", nickname="n", mobile="010-1234-5678",
            region_code="1101", address_line="1", postcode="12345",
        )  # fmt: skip
    return member


def test_the_list_shows_days_and_masked_members_and_is_logged(alice: Member, desk: Client) -> None:
    request, later = asked(named(alice)), asked(somebody("outsider"))
    RightsRequest.objects.filter(pk=request.pk).update(due_on=today() - timedelta(days=1))
    page = desk.get(LIST).content.decode()
    assert page.index(request.number) < page.index(later.number)
    assert "이*연" in page
    assert "이서연" not in page
    assert "zq9" not in page
    assert later.number not in desk.get(LIST, {"due": "overdue"}).content.decode()
    seen = AccessEvent.objects.about(alice.subject_id).filter(action=Action.LIST)
    assert any("name" in event.items for event in seen)


def test_one_is_read_on_record_and_answered(client: Client, alice: Member, desk: Client, dana: Member) -> None:
    request = asked(named(alice), RequestKind.ACCESS)
    change = reverse("admin:privacy_rights_rightsrequest_change", args=[request.pk])
    assert desk.get(change)["Location"] == page_of(request)
    page = desk.get(page_of(request)).content.decode()
    assert WISH in page
    assert "이서연" not in page
    looks = AccessEvent.objects.about(alice.subject_id).filter(action=Action.VIEW).select_related("private")
    assert {look.private.reason for look in looks} == {f"request {request.number}"}
    assert desk.post(page_of(request), ANSWER)["Location"] == LIST
    client.force_login(alice)
    own = client.get(reverse("rights:show_request", args=[request.pk])).content.decode()
    assert "qx7" in own
    letter = letters("alice@example.org")[-1]
    assert request.number in letter["text"]
    assert "qx7" not in letter["text"]
    steps = RightsRequestEvent.objects.filter(request=request.pk)
    assert [step.step for step in steps] == ["received", "identified", "answered"]
    assert steps[2].by == dana.pk
    assert AccessEvent.objects.about(alice.subject_id).filter(action=Action.CHANGE).count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM privacy_rights_rightsrequest t")
        assert "qx7" not in str(cursor.fetchall()), "sealed"


def test_without_a_fresh_proof_nothing_is_sent_and_nothing_is_lost(alice: Member, desk: Client) -> None:
    request = asked(alice, RequestKind.ACCESS)
    prove(desk, time.time() - 601)
    refused = desk.post(page_of(request), ANSWER)
    assert refused.status_code == 422
    assert "qx7" in refused.content.decode(), "the text stays in the form"
    assert reverse("account_reauthenticate") in refused.content.decode()
    assert RightsRequest.objects.get().is_waiting
    assert not any("qx7" in str(session.get_decoded()) for session in Session.objects.all()), "and in no session"
    desk.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert desk.post(page_of(request), ANSWER).status_code == 302


def test_only_whoever_may_answer_gets_there(alice: Member) -> None:
    request = asked(alice)
    clerk, member = Client(), Client()
    sit_down(clerk, make_member("clerk", MemberKind.STAFF, is_staff=True))
    assert clerk.get(page_of(request)).status_code == 403
    assert AccessEvent.objects.filter(granted=False).exists(), "the attempt is on record"
    member.force_login(alice)
    assert member.post(page_of(request), ANSWER).status_code in (302, 403)
    reader = make_member("reader", MemberKind.STAFF, is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_rightsrequest"))
    looking = Client()
    sit_down(looking, reader)
    assert looking.post(page_of(request), ANSWER).status_code == 403
    read = looking.get(reverse("admin:privacy_rights_rightsrequest_change", args=[request.pk])).content.decode()
    assert "zq9" not in read
    assert RightsRequest.objects.get().is_waiting


def test_a_refusal_names_a_ground_that_fits(alice: Member, desk: Client) -> None:
    request = asked(alice)
    refused = ANSWER | {"outcome": "refused"}
    for ground in ("", "35-4-1", "because"):
        assert desk.post(page_of(request), refused | {"ground": ground}).status_code == 422, ground
        with pytest.raises(AnswerIncomplete):
            answer_as("partial", request, ground=ground)
    assert desk.post(page_of(request), refused | {"ground": "36-1"}).status_code == 302
    again = desk.post(page_of(request), refused | {"ground": "36-1"})
    assert again.status_code == 422, "answered before"
    with pytest.raises(AlreadyAnswered):
        answer_as("granted", request, effect="by_hand")
    assert RightsRequest.objects.get().ground == "36-1"


def test_a_complaint_is_judged_by_the_matter_behind_it(alice: Member, desk: Client) -> None:
    first = answer_as("refused", asked(alice), ground="36-1", text="그때의 답변 wv3")
    complaint = asked(alice, RequestKind.COMPLAINT, complains_of=first.pk)
    assert "wv3" in desk.get(page_of(complaint)).content.decode()
    with pytest.raises(AnswerIncomplete):
        answer_as("refused", complaint, ground="35-4-1")
    answer_as("refused", complaint, ground="36-1")
    again = asked(alice, RequestKind.COMPLAINT, complains_of=complaint.pk)
    assert answer_as("granted", again, effect="by_hand").is_granted


def test_access_can_be_postponed_once_with_reason_and_day(client: Client, alice: Member, desk: Client) -> None:
    request, deletion = asked(alice, RequestKind.ACCESS), asked(alice)
    later = {"outcome": "postponed", "text": "백업을 복원하는 중입니다.", "ground": ""}
    for day in ("", today(), add_days(today(), 71), "tomorrow"):
        assert desk.post(page_of(request), later | {"until": str(day)}).status_code == 422, day
    good = later | {"until": str(add_days(today(), 20))}
    assert desk.post(page_of(deletion), good).status_code == 422, "the law knows it for access only"
    assert desk.post(page_of(request), good).status_code == 302
    request.refresh_from_db()
    assert (request.state, request.due_on) == (RequestState.POSTPONED, add_days(today(), 20))
    client.force_login(alice)
    page = client.get(reverse("rights:show_request", args=[request.pk])).content.decode()
    assert "백업을 복원하는 중입니다." in page
    assert "1833-6972" in page
    assert letters("alice@example.org")[-1]["kind"] == "privacy_rights/email/request_postponed"
    assert desk.post(page_of(request), good).status_code == 422, "once"
    assert desk.post(page_of(request), ANSWER).status_code == 302
    assert "백업을 복원하는 중입니다." in client.get(reverse("rights:show_request", args=[request.pk])).content.decode()


def test_what_leaving_settled_cannot_be_answered(alice: Member) -> None:
    request = asked(alice)
    close_account(subject_id=alice.subject_id)
    with pytest.raises(AlreadyAnswered), transaction.atomic():
        answer_as("granted", request, effect="by_hand")


def test_the_desk_says_what_waits_and_what_is_late(alice: Member, desk: Client) -> None:
    assert "privacy_rights/rightsrequest/?due" not in desk.get("/admin/").content.decode()
    request = asked(alice)

    assert [card.is_alarm for card in cards_of(desk, "privacy_rights")] == [False]
    RightsRequest.objects.filter(pk=request.pk).update(due_on=today() - timedelta(days=1))
    [alarm] = [card for card in cards_of(desk, "privacy_rights") if card.is_alarm]
    assert request.number in desk.get(alarm.address).content.decode()


def test_hostile_answers_change_nothing(alice: Member, desk: Client) -> None:
    request = asked(alice, RequestKind.SUSPENSION)
    changes: tuple[dict[str, str], ...] = (
        {"text": ""}, {"text": "x" * 4001}, {"text": "a\0bcdef"}, {"outcome": "closed"}, {"outcome": "received"},
        {"effect": "deletion:job_matching"}, {"effect": "suspension:x"},
    )  # fmt: skip
    for bad in changes:
        assert desk.post(page_of(request), ANSWER | {"effect": "suspension"} | bad).status_code == 422, bad
    assert desk.get(page_of(request).replace(str(request.pk), str(uuid4()))).status_code == 404
    assert RightsRequest.objects.get().is_waiting
    assert restricted_since(alice.subject_id) is None


def test_a_long_list_costs_no_more(desk: Client) -> None:
    people = [named(somebody(f"member-{number}")) for number in range(6)]
    asked(people[0])
    desk.get(LIST)
    with CaptureQueriesContext(connection) as few:
        desk.get(LIST)
    for member in people[1:]:
        asked(member)
    with CaptureQueriesContext(connection) as many:
        desk.get(LIST)
    assert len(many) == len(few) <= 40
