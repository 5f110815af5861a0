"""The page of consents: each line with its history, withdrawn and given again, effective in that request."""

from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.choices import MemberKind
from members.models import Member
from privacy.consent.models import ConsentEvent
from privacy.consent.services import current, is_given
from privacy.destruction.models import DestructionReason
from privacy.destruction.services import find_reasons
from privacy.subjects.models import Processing
from privacy.subjects.opening import scope
from recruitment.applications.choices import State
from recruitment.applications.models import Application
from recruitment.postings.models import Posting
from resumes.models import Resume
from tests.members.joining import join, prove
from tests.people import apply_to, make_company, make_member, make_posting, make_resume, today

pytestmark = pytest.mark.django_db

PAGE = "/me/privacy/consents/"


@pytest.fixture
def bob() -> Member:
    return make_member("owner-bob", MemberKind.CORPORATE)


@pytest.fixture
def posting(bob: Member) -> Posting:
    return make_posting(make_company(bob))


@pytest.fixture
def alice(client: Client, posting: Posting) -> Member:
    """Somebody who applied and is signed in."""
    member = make_member("alice")
    with scope():
        apply_to(posting, make_resume(member))
    client.force_login(member)
    return member


def line(posting: Posting, what: str) -> str:
    return f"{PAGE}provision_companies/{posting.company_id}/{what}/"


def reasons(member: Member) -> list[tuple[str, str]]:
    found = DestructionReason.objects.filter(subject=member.subject_id)
    return sorted(found.values_list("activity", "kind"))


def test_every_line_with_its_state(client: Client, alice: Member, posting: Posting) -> None:
    shown = {
        (each.activity, each.recipient and each.recipient.name): each for each in client.get(PAGE).context["lines"]
    }
    assert set(shown) == {("job_matching", None), ("provision_companies", posting.company.name)}
    matching = shown["job_matching", None]
    assert (matching.holds, matching.last.version_id, matching.last.language) == (True, 1, "ko")
    assert matching.until == current(alice.subject_id)[0].until
    page = client.get(PAGE).content.decode()
    assert posting.company.name in page
    assert line(posting, "withdraw") in page
    assert line(posting, "give") not in page
    assert "in effect" in client.get(f"/en{PAGE}").content.decode()


def test_article_01_withdrawing_one_company_ends_its_access_in_that_request(
    client: Client, alice: Member, bob: Member, posting: Posting
) -> None:
    application = Application.objects.get()
    told = client.get(line(posting, "withdraw"))
    assert told.context["effect"].under_way == [f"{posting.company.name} · {posting.title} (접수)"]
    assert posting.title in told.content.decode()
    assert {"이름", "이력서 내용"} & set(told.context["effect"].destroyed)
    assert is_given(subject_id=alice.subject_id, activity="provision_companies", recipient_id=posting.company_id)
    assert client.post(line(posting, "withdraw"))["Location"] == PAGE
    company = Client()
    company.force_login(bob)
    assert "이서연" not in company.get(reverse("list_applicants")).content.decode()
    assert company.get(reverse("show_applicant", args=[application.pk])).status_code == 403
    application.refresh_from_db()
    assert application.state == State.WITHDRAWN
    until = Processing.objects.get(subject=alice.subject_id, activity="provision_companies").until
    assert until is not None
    assert until < today()
    assert reasons(alice) == [("provision_companies", "consent_withdrawn")]
    find_reasons()
    assert reasons(alice) == [("provision_companies", "consent_withdrawn")], "the night finds the same reason"


def test_one_company_of_two_ends_nothing_at_the_other(client: Client, alice: Member, posting: Posting) -> None:
    other = make_company(make_member("owner-cho", MemberKind.CORPORATE), registration_number="220-81-62517")
    with scope():
        kept = apply_to(make_posting(other), Resume.objects.get())
    assert client.get(line(posting, "withdraw")).context["effect"].others == 1
    client.post(line(posting, "withdraw"))
    kept.refresh_from_db()
    assert kept.state == State.RECEIVED
    assert is_given(subject_id=alice.subject_id, activity="provision_companies", recipient_id=other.pk)
    assert reasons(alice) == []


def test_only_the_data_of_that_activity_go(client: Client, alice: Member) -> None:
    client.post(f"{PAGE}job_matching/withdraw/")
    assert reasons(alice) == [("job_matching", "consent_withdrawn")]
    assert Application.objects.get().state == State.RECEIVED


def test_given_again_before_the_destruction_the_reason_falls(client: Client, alice: Member) -> None:
    client.post(f"{PAGE}job_matching/withdraw/")
    address = f"{PAGE}job_matching/give/"
    assert address in client.get(PAGE).content.decode()
    form = client.get(address).context["form"]
    assert client.post(address, {}).status_code == 422, "nothing is given without the tick"
    assert client.post(address, {"consent": form.fields["consent"].question.token})["Location"] == PAGE
    assert is_given(subject_id=alice.subject_id, activity="job_matching")
    kinds = ConsentEvent.objects.line(subject=alice.subject_id, activity="job_matching", recipient=None)
    assert list(kinds.values_list("kind", flat=True)) == ["given", "withdrawn", "given"]
    (shown,) = [each for each in client.get(PAGE).context["lines"] if each.activity == "job_matching"]
    assert [event.kind for event in shown.history] == ["given", "withdrawn", "given"]


def test_the_same_form_twice_is_one_word(client: Client, alice: Member, posting: Posting) -> None:
    for _ in range(2):
        client.post(line(posting, "withdraw"))
    events = ConsentEvent.objects.filter(subject=alice.subject_id, activity="provision_companies")
    assert list(events.order_by("seq").values_list("kind", flat=True)) == ["given", "withdrawn"]
    address = line(posting, "give")
    token = client.get(address).context["form"].fields["consent"].question.token
    for _ in range(2):
        client.post(address, {"consent": token})
    client.post(line(posting, "withdraw"))
    assert client.post(address, {"consent": token}).status_code == 422, "a replayed form"
    assert events.count() == 4


def test_reading_the_question_changes_nothing(client: Client, alice: Member, posting: Posting) -> None:
    before = ConsentEvent.objects.count()
    for what in ("withdraw", "give"):
        client.get(line(posting, what))
    assert ConsentEvent.objects.count() == before


@pytest.mark.parametrize("forged", ["on", "0" * 64 + ".2", "", "' OR 1=1"])
def test_a_forged_tick_is_refused(client: Client, alice: Member, posting: Posting, forged: str) -> None:
    client.post(line(posting, "withdraw"))
    before = ConsentEvent.objects.count()
    assert client.post(line(posting, "give"), {"consent": forged}).status_code == 422
    assert ConsentEvent.objects.count() == before


def test_lines_of_others_and_unknown_activities_do_not_exist(client: Client, alice: Member, posting: Posting) -> None:
    client.force_login(make_member("outsider"))
    before = ConsentEvent.objects.count()
    for what in ("withdraw", "give"):
        for key in (
            f"provision_companies/{posting.company_id}",
            f"provision_companies/{UUID(int=0)}",
            "provision_companies",
            "job_matching",
            "nothing",
        ):
            assert client.post(f"{PAGE}{key}/{what}/").status_code == 404
    assert client.get(PAGE).context["lines"] == []
    assert ConsentEvent.objects.count() == before


def test_withdrawing_the_membership_leads_to_leaving(client: Client) -> None:
    prove(client)
    join(client)
    address = f"{PAGE}membership/withdraw/"
    assert client.get(address)["Location"] == client.post(address)["Location"] == "/me/privacy/withdraw/"
    assert len(current(Member.objects.get(login_id="newcomer").subject_id)) == 1


def test_the_page_asks_the_same_number_of_questions_for_many_companies(
    client: Client, alice: Member, posting: Posting
) -> None:
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    resume = Resume.objects.get()
    for number in ("220-81-62517", "101-81-49036"):
        company = make_company(make_member(f"owner-{number[:3]}", MemberKind.CORPORATE), registration_number=number)
        with scope():
            apply_to(make_posting(company), resume)
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) == len(few) <= 14
