"""What can be asked for by letter can be asked for here, and is answered within ten days (policy art. 4)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.choices import MemberKind
from members.models import Member
from privacy.clocks import add_days
from privacy.rights import requests
from privacy.rights.choices import RequestKind, RequestState
from privacy.rights.exceptions import TooManyRequests
from privacy.rights.models import RightsRequest, RightsRequestEvent
from privacy.rights.reminding import remind_officers
from privacy.rights.requests import Wish, submit
from privacy.rights.services import close_account, reopen_account
from tests.members.letters import letters
from tests.people import today
from tests.privacy.rights.requesting import WISH, alice, answer_as, asked, dana, somebody

__all__ = ["alice", "dana"]
pytestmark = pytest.mark.django_db
LIST, NEW = "/me/privacy/requests/", "/me/privacy/requests/new/"


def show(request: RightsRequest) -> str:
    return reverse("rights:show_request", args=[request.pk])


def test_number_and_day_are_there_at_once_and_by_mail(client: Client, alice: Member) -> None:
    client.force_login(alice)
    token = client.get(NEW).context["form"]["token"].value()
    answer = client.post(NEW, {"kind": "deletion", "wish": WISH, "token": str(token)}, follow=True)
    request, page = RightsRequest.objects.get(), answer.content.decode()
    assert request.number in page
    assert WISH in page
    assert "본인 확인" in page
    assert request.due_on == add_days(today(), 10)
    letter = letters("alice@example.org")[-1]
    assert request.number in letter["text"]
    assert show(request) in letter["text"]
    assert "zq9" not in letter["text"]
    assert request.number in client.get(LIST).content.decode()
    assert show(request) in client.get("/me/privacy/").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM privacy_rights_rightsrequest t")
        assert "zq9" not in str(cursor.fetchall()), "sealed"


def test_everybody_finds_the_direct_ways_first(client: Client, alice: Member) -> None:
    client.force_login(alice)
    direct = client.get(NEW).content.decode().partition("<h1>")[2].partition("<form")[0]
    ways = ["overview", "exports", "consents", "disclosures", "restriction", "withdraw"]
    for address in (*(reverse(f"rights:{way}") for way in ways), reverse("profile")):
        assert f'href="{address}"' in direct
    recruiter = Client()
    recruiter.force_login(somebody("owner-bob", MemberKind.CORPORATE))
    page = recruiter.get(NEW).content.decode()
    assert reverse("rights:restriction") not in page
    assert 'value="suspension"' in page, "what has no button of its own can be asked for"
    assert 'value="complaint"' not in page, "nothing to complain about"


def test_a_form_sent_twice_is_one_request(client: Client, alice: Member) -> None:
    client.force_login(alice)
    form = {"kind": "access", "wish": WISH, "token": str(uuid4())}
    first, second = client.post(NEW, form), client.post(NEW, form)
    assert first["Location"] == second["Location"]
    assert RightsRequest.objects.count() == 1
    assert len(letters("alice@example.org")) == 1
    stranger = Client()
    stranger.force_login(somebody("outsider"))
    assert stranger.post(NEW, form).status_code == 422, "a token of somebody else"
    assert RightsRequest.objects.get().subject_id == alice.subject_id


def test_bad_input_is_refused_beside_the_field(client: Client, alice: Member) -> None:
    client.force_login(alice)
    good = {"kind": "access", "wish": WISH, "token": str(uuid4())}
    bad: tuple[dict[str, Any], ...] = (
        {"kind": ""}, {"kind": "everything"}, {"kind": "complaint"}, {"wish": ""}, {"wish": "x" * 4001},
        {"wish": "a\0b"}, {"token": "1"}, {"token": ""}, {"concerns": "nothing"}, {"concerns": "rights"},
        {"wish": "900101-1234568"},
    )  # fmt: skip
    for change in bad:
        assert client.post(NEW, good | change).status_code == 422, change
    assert not RightsRequest.objects.exists()
    assert client.get(f"{NEW}?kind=nonsense&complains_of=1").status_code == 200


def test_nobody_reads_or_finds_anothers_request(client: Client, alice: Member) -> None:
    request = asked(alice)
    assert client.get(show(request))["Location"].startswith("/login/")
    client.force_login(somebody("outsider"))
    assert client.get(show(request)).status_code == 404
    assert request.number not in client.get(LIST).content.decode()
    answer_as("refused", request, ground="36-1")
    form = {"kind": "complaint", "complains_of": str(request.pk), "wish": WISH, "token": str(uuid4())}
    assert client.post(NEW, form).status_code == 422, "and complains about no answer to somebody else"


def test_a_refusal_is_told_with_ground_remedies_and_a_complaint(client: Client, alice: Member) -> None:
    request = asked(alice)
    client.force_login(alice)
    assert "1833-6972" not in client.get(show(request)).content.decode()
    answer_as("refused", request, ground="36-1", text="직업안정법이 정한 항목입니다.")
    page = client.get(show(request)).content.decode()
    for told in ("직업안정법이 정한 항목입니다.", "제36조", "1833-6972"):
        assert told in page
    assert "직업안정법" not in letters("alice@example.org")[-1]["text"]
    complaint = client.get(f"{NEW}?kind=complaint&complains_of={request.pk}").context["form"]
    assert (complaint["kind"].value(), complaint["complains_of"].value()) == ("complaint", str(request.pk))
    form = {"kind": "complaint", "wish": WISH, "token": str(uuid4())}
    assert client.post(NEW, form).status_code == 422, "about which answer?"
    assert client.post(NEW, form | {"complains_of": str(request.pk)}).status_code == 302
    made = RightsRequest.objects.get(kind="complaint")
    assert made.matter == RequestKind.DELETION
    assert request.number in client.get(show(made)).content.decode()


@pytest.mark.worker_role
def test_the_seventh_day_reminds_and_the_eleventh_alarms(alice: Member, dana: Member, time_machine: Any) -> None:
    request, start = asked(alice), datetime.now(UTC)

    def told(days: int) -> int:
        time_machine.move_to(start + timedelta(days=days))
        return remind_officers()

    assert [told(6), told(7), told(7), told(10)] == [0, 1, 0, 0]
    assert request.number in letters("dana@example.org")[-1]["text"]
    assert not RightsRequest.objects.overdue().exists()
    assert [told(11), told(12)] == [1, 0]
    assert len(letters("dana@example.org")) == 2
    assert len(letters("alice@example.org")) == 1, "nobody without the right to answer hears of it"
    steps = RightsRequestEvent.objects.filter(request=request.pk).values_list("step", flat=True)
    assert list(steps) == ["received", "identified", "reminded", "overdue"]


def test_an_officer_hears_once_of_what_was_found_late(alice: Member, dana: Member, time_machine: Any) -> None:
    asked(alice)
    time_machine.move_to(datetime.now(UTC) + timedelta(days=20))
    assert remind_officers() == 1
    assert [letter["kind"] for letter in letters("dana@example.org")] == ["privacy_rights/email/request_overdue"]


def test_what_is_answered_reminds_nobody(alice: Member, dana: Member, time_machine: Any) -> None:
    answer_as("granted", asked(alice, RequestKind.ACCESS))
    time_machine.move_to(datetime.now(UTC) + timedelta(days=20))
    assert remind_officers() == 0


def test_the_member_sees_that_we_are_late(client: Client, alice: Member, time_machine: Any) -> None:
    request = asked(alice)
    time_machine.move_to(datetime.now(UTC) + timedelta(days=11))
    client.force_login(alice)
    page = client.get(show(request)).content.decode()
    assert "badge-warning" in page
    assert "1833-6972" in page, "silence is no answer: where to turn"


def test_leaving_settles_what_waits_and_returning_opens_it(alice: Member) -> None:
    request, answered = asked(alice), asked(alice, RequestKind.ACCESS)
    answer_as("granted", answered)
    close_account(subject_id=alice.subject_id)
    request.refresh_from_db()
    assert request.state == RequestState.CLOSED
    reopen_account(subject_id=alice.subject_id, given=[])
    request.refresh_from_db()
    answered.refresh_from_db()
    assert (request.state, request.due_on) == (RequestState.RECEIVED, add_days(today(), 10))
    assert answered.state == RequestState.GRANTED


def test_ten_may_wait(client: Client, alice: Member) -> None:
    for _ in range(requests.MOST_OPEN):
        asked(alice)
    with pytest.raises(TooManyRequests):
        asked(alice)
    client.force_login(alice)
    form = {"kind": "access", "wish": WISH, "token": str(uuid4())}
    assert "10" in str(client.post(NEW, form).context["form"].non_field_errors())
    answer_as("granted", RightsRequest.objects.first(), effect="by_hand")
    assert client.post(NEW, form).status_code == 302


def test_without_an_address_it_is_taken_down_all_the_same() -> None:
    member = somebody("silent", email="")
    assert asked(member).number


def test_steps_cannot_be_changed(alice: Member) -> None:
    asked(alice)
    for change in (lambda: RightsRequestEvent.objects.update(step="answered"), RightsRequestEvent.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_no_complaint_about_what_is_not_answered(alice: Member) -> None:
    wish = Wish(kind=RequestKind.COMPLAINT, text=WISH, token=uuid4(), complains_of=asked(alice).pk)
    with pytest.raises(RightsRequest.DoesNotExist):
        submit(subject_id=alice.subject_id, wish=wish)


@pytest.mark.parametrize(("address", "most"), [(LIST, 12), ("/me/privacy/", 50)])
def test_a_long_list_costs_no_more(client: Client, alice: Member, address: str, most: int) -> None:
    client.force_login(alice)
    asked(alice)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(8):
        asked(alice)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few) <= most


def test_a_page_far_behind_is_the_last(client: Client, alice: Member) -> None:
    client.force_login(alice)
    assert client.get(f"{LIST}?page=999").status_code == 200
    assert client.get(reverse("rights:show_request", args=[UUID(int=0)])).status_code == 404
