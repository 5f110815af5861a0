"""Who saw what: what a company opens stands in the person's own ledger, and leaving ends the company's access."""

import pytest
from django.test import Client
from django.urls import reverse

from members.choices import MemberKind
from members.models import Member
from privacy.audit.actors import Actor, ActorKind
from privacy.audit.choices import Action
from privacy.audit.services import record
from privacy.consent.services import current
from privacy.destruction.models import DestructionReason
from privacy.rights.services import close_account
from privacy.subjects.opening import scope
from recruitment.applications.choices import State
from recruitment.applications.models import Application, ApplicationFile
from recruitment.postings.models import Posting
from resumes.models import Resume
from resumes.services import attach
from tests.people import apply_to, make_company, make_member, make_posting, make_resume, pdf

pytestmark = pytest.mark.django_db

PAGE = "/me/privacy/disclosures/"


@pytest.fixture
def bob() -> Member:
    return make_member("owner-bob", MemberKind.CORPORATE)


@pytest.fixture
def posting(bob: Member) -> Posting:
    return make_posting(make_company(bob))


@pytest.fixture
def alice(posting: Posting) -> Member:
    """Somebody who applied, with a file."""
    member = make_member("alice")
    with scope():
        resume = make_resume(member)
        attach(resume=resume, upload=pdf())
        apply_to(posting, resume)
    return member


def recruiter(bob: Member) -> Client:
    client = Client()
    client.force_login(bob)
    return client


def test_it_works(client: Client, alice: Member, bob: Member, posting: Posting) -> None:
    reading = recruiter(bob)
    application, file = Application.objects.get(), ApplicationFile.objects.get()
    assert [reading.get(reverse("list_applicants")).status_code for _ in range(3)] == [200, 200, 200]
    reading.get(reverse("show_applicant", args=[application.pk]))
    reading.get(reverse("download_applicants_file", args=[file.pk]))
    client.force_login(alice)
    context = client.get(PAGE).context
    assert {seen.by for seen in context["opened"]} == {posting.company.name}
    assert context["opened"][0].how == "내려받음"
    view = context["opened"][-1]
    assert (view.role, view.occasion_name) == ("기업 계정 소유자", posting.title)
    assert view.purpose == "채용을 위한 인재정보 제공"
    assert view.items[0] == "이름", "in the order of the policy"
    assert {"이름", "학력"} <= set(view.items)
    assert "휴대전화번호" not in view.items, "the contact data were not shared"
    assert view.occasion == posting.pk
    (line,) = context["listed"]
    assert (line.by, line.times, line.items) == (posting.company.name, 3, ["이름"])
    page = client.get(PAGE).content.decode()
    assert page.index("열람하거나") < page.index("지원자 목록"), "openings come first"
    detail = client.get(reverse("rights:disclosure", args=[view.id])).content.decode()
    assert reverse("show_posting", args=[posting.pk]) in detail
    for shown in (page, detail):
        assert bob.login_id not in shown
        assert str(bob.pk) not in shown


def test_what_our_own_staff_opened_is_there_too(client: Client, alice: Member, bob: Member) -> None:
    record(by=Actor(ActorKind.STAFF, bob.pk), action=Action.VIEW, subjects=[alice.subject_id], items=["mobile"])
    client.force_login(alice)
    (seen,) = client.get(PAGE).context["staff"]
    assert (seen.how, seen.items) == ("열람", ["휴대전화번호"])
    assert bob.login_id not in client.get(PAGE).content.decode()


def test_nobody_reads_the_ledger_of_others(client: Client, alice: Member, bob: Member) -> None:
    recruiter(bob).get(reverse("list_applicants"))
    assert client.get(PAGE)["Location"] == f"/login/?next={PAGE}"
    client.force_login(make_member("outsider"))
    context = client.get(PAGE).context
    assert (context["opened"], context["listed"], context["staff"]) == ([], [], [])


def test_who_left_is_invisible_at_the_next_request(alice: Member, bob: Member) -> None:
    reading, application = recruiter(bob), Application.objects.get()
    assert "이서연" in reading.get(reverse("list_applicants")).content.decode()
    close_account(subject_id=alice.subject_id)
    assert "이서연" not in reading.get(reverse("list_applicants")).content.decode()
    assert reading.get(reverse("show_applicant", args=[application.pk])).status_code == 403
    file = ApplicationFile.objects.get()
    assert reading.get(reverse("download_applicants_file", args=[file.pk])).status_code == 403
    assert current(alice.subject_id) == []
    reasons = set(DestructionReason.objects.values_list("activity", flat=True))
    assert reasons == {"membership", "job_matching", "provision_companies"}


def test_all_applications_end_however_many_companies_they_went_to(alice: Member) -> None:
    other = make_company(make_member("owner-cho", MemberKind.CORPORATE), registration_number="220-81-62517")
    with scope():
        apply_to(make_posting(other), Resume.objects.get())
    close_account(subject_id=alice.subject_id)
    assert set(Application.objects.values_list("state", flat=True)) == {State.WITHDRAWN}
    assert current(alice.subject_id) == []


def test_a_company_without_an_owner_is_suspended(bob: Member, posting: Posting) -> None:
    close_account(subject_id=bob.subject_id)
    posting.company.refresh_from_db()
    assert posting.company.status == "suspended"
    assert Client().get(reverse("show_posting", args=[posting.pk])).status_code == 404
