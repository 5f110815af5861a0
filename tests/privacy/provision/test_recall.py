"""How a company's access ends: by recall, consent, leaving, clock, selection or lost approval, always the same way."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from corporate.models import Company, CompanyMembership
from members.choices import MemberKind
from members.models import Member
from privacy.audit.models import AccessEvent
from privacy.consent import services as consents
from privacy.provision.choices import EndedBecause
from privacy.provision.models import AccessEnd, Provision
from privacy.rights.services import close_account
from privacy.subjects.opening import open_own, scope
from privacy.subjects.services import fence
from recruitment.applications import access_ends
from recruitment.applications.items import FROZEN
from recruitment.applications.models import Application, ApplicationFile
from recruitment.applications.services import ACTIVITY
from recruitment.postings.models import Posting
from resumes.models import Resume
from resumes.services import attach
from tests.members.letters import letters
from tests.people import apply_to, make_company, make_member, make_posting, make_resume, pdf

pytestmark = pytest.mark.django_db

ENDED = "/company/applicants/ended/"


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
        apply_to(posting, resume, contact_shared=True)
    return member


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def recall(alice: Member) -> None:
    signed_in(alice).post(reverse("withdraw_application", args=[Application.objects.get().pk]))


def everything(application: Application, file: ApplicationFile) -> list[str]:
    return [
        reverse("show_applicant", args=[application.pk]),
        reverse("download_applicants_file", args=[file.pk]),
    ]


def test_after_the_recall_nothing_opens_and_each_attempt_is_on_record(alice: Member, bob: Member) -> None:
    reading, application, file = signed_in(bob), Application.objects.get(), ApplicationFile.objects.get()
    assert [reading.get(address).status_code for address in everything(application, file)] == [200, 200]
    given = Provision.objects.count()
    recall(alice)
    assert [reading.get(address).status_code for address in everything(application, file)] == [403, 404]
    assert "이서연" not in reading.get(reverse("list_applicants")).content.decode()
    denied = AccessEvent.objects.filter(subject_id=alice.subject_id, granted=False)
    assert [event.actor_id for event in denied] == [bob.pk]
    assert Provision.objects.count() == given


def test_what_was_sent_is_destroyed_with_its_files(alice: Member, bob: Member) -> None:
    stored = ApplicationFile.objects.get().attachment
    with TestCase.captureOnCommitCallbacks(execute=True):
        recall(alice)
    application = Application.objects.get()
    with scope():
        open_own([application], alice.subject_id)
        assert {item: getattr(application, item) for item in FROZEN if getattr(application, item)} == {}
    assert application.content_hash == ""
    assert not ApplicationFile.objects.exists()
    assert not stored.storage.exists(stored.name or "")
    page = signed_in(alice).get(reverse("show_application", args=[application.pk])).content.decode()
    assert "한국대학교" not in page
    assert Resume.objects.filter(subject=alice.subject_id).exists(), "her own resume stays"


def test_a_row_without_a_name_stays_and_the_company_confirms(alice: Member, bob: Member, posting: Posting) -> None:
    reading = signed_in(bob)
    reading.get(reverse("list_applicants"))
    recall(alice)
    page = reading.get(ENDED).content.decode()
    end = AccessEnd.objects.get()
    assert posting.title in page
    assert end.reference in page
    assert "이서연" not in page
    address = reverse("confirm_ended_access", args=[end.pk])
    reading.post(address, {})
    end.refresh_from_db()
    assert end.is_unconfirmed, "without the tick nothing is confirmed"
    for _again in range(2):
        assert reading.post(address, {"deleted": "on"}).status_code == 302
    end.refresh_from_db()
    assert (end.confirmed_by, end.is_unconfirmed) == (bob.pk, False)


def test_nobody_else_confirms(alice: Member, bob: Member) -> None:
    signed_in(bob).get(reverse("list_applicants"))
    recall(alice)
    stranger = make_member("owner-eve", MemberKind.CORPORATE)
    make_company(stranger, name="다른회사", registration_number="220-81-62517")
    address = reverse("confirm_ended_access", args=[AccessEnd.objects.get().pk])
    for member in (stranger, alice, make_member("staff-sue", MemberKind.STAFF, is_staff=True)):
        assert signed_in(member).post(address, {"deleted": "on"}).status_code == 404
    CompanyMembership.objects.filter(subject=bob.subject_id).update(role="viewer", opens_applications=False)
    assert signed_in(bob).post(address, {"deleted": "on"}).status_code == 404
    assert AccessEnd.objects.get().is_unconfirmed


def test_what_nobody_opened_needs_no_confirmation(alice: Member, bob: Member) -> None:
    recall(alice)
    assert not AccessEnd.objects.get().is_unconfirmed
    assert (
        reverse("confirm_ended_access", args=[AccessEnd.objects.get().pk])
        not in signed_in(bob).get(ENDED).content.decode()
    )
    assert letters() == []


def test_a_second_recall_changes_nothing(alice: Member, bob: Member) -> None:
    recall(alice)
    before = list(AccessEnd.objects.values())
    recall(alice)
    assert list(AccessEnd.objects.values()) == before


def test_a_decided_application_is_recalled_too_and_keeps_its_result(alice: Member, bob: Member) -> None:
    Application.objects.update(state="not_selected")
    recall(alice)
    assert Application.objects.get().state == "not_selected"
    assert AccessEnd.objects.get().because == "recalled"


def test_other_applications_to_the_company_stay_until_they_are_recalled(alice: Member, bob: Member) -> None:
    second = make_posting(Company.objects.get(), title="프런트엔드 개발자")
    with scope():
        other = apply_to(second, Resume.objects.get())
    first = Application.objects.exclude(pk=other.pk).get()
    signed_in(alice).post(reverse("withdraw_application", args=[first.pk]))
    assert signed_in(bob).get(reverse("show_applicant", args=[other.pk])).status_code == 200
    assert signed_in(bob).get(reverse("show_applicant", args=[first.pk])).status_code == 403


def test_leaving_ends_all_accesses_and_each_company_gets_one_letter(alice: Member, bob: Member) -> None:
    second = make_posting(Company.objects.get(), title="프런트엔드 개발자")
    with scope():
        apply_to(second, Resume.objects.get())
    signed_in(bob).get(reverse("list_applicants"))
    give_address(bob)
    close_account(subject_id=alice.subject_id)
    assert set(AccessEnd.objects.values_list("because", flat=True)) == {"left"}
    assert [each["to"] for each in letters()] == ["bob@company.example"]
    with scope():
        application = Application.objects.first()
        assert application is not None
        open_own([application], alice.subject_id)
        assert application.name, "what leaving ends is destroyed by the officer's plan"


def test_the_night_ends_what_time_selection_approval_or_consent_ended(alice: Member, bob: Member) -> None:
    assert access_ends.end_due() == 0
    long_ago = timezone.now() - timedelta(days=182)
    Application.objects.update(state="not_selected", moved_at=long_ago)
    assert (access_ends.end_due(), access_ends.end_due()) == (1, 0)
    end = AccessEnd.objects.get()
    assert end.because == "achieved"
    with scope():
        application = Application.objects.get()
        open_own([application], alice.subject_id)
        assert application.name == "이서연", "the person keeps her own copy"
    assert signed_in(bob).get(reverse("show_applicant", args=[application.pk])).status_code == 403


def test_a_decision_of_yesterday_ends_nothing(alice: Member) -> None:
    Application.objects.update(state="hired", moved_at=timezone.now() - timedelta(days=179))
    assert access_ends.end_due() == 0


def test_a_company_that_lost_its_approval_opens_nothing_but_confirms(alice: Member, bob: Member) -> None:
    reading = signed_in(bob)
    reading.get(reverse("list_applicants"))
    Company.objects.update(status="suspended")
    assert reading.get(reverse("list_applicants")).status_code == 404
    assert access_ends.end_due() == 1
    assert AccessEnd.objects.get().because == "approval"
    assert reading.get(ENDED).status_code == 200


def test_a_withdrawn_consent_ends_the_copy_the_same_night(alice: Member, bob: Member) -> None:
    company = Company.objects.get()
    consents.withdraw(subject_id=alice.subject_id, activity=ACTIVITY, recipient_id=company.pk)
    assert signed_in(bob).get(reverse("show_applicant", args=[Application.objects.get().pk])).status_code == 403
    assert access_ends.end_due() == 1
    assert (AccessEnd.objects.get().because, Application.objects.get().is_erased) == ("withdrawn", True)


def test_what_a_plan_is_destroying_is_left_to_the_plan(alice: Member, bob: Member) -> None:
    application = Application.objects.get()
    fence(subject_ids=[alice.subject_id], activity=ACTIVITY, batch_id=application.pk)
    assert signed_in(bob).get(reverse("show_applicant", args=[application.pk])).status_code == 403
    access_ends.end_applications([(application, EndedBecause.RECALLED)])
    assert AccessEnd.objects.count() == 1
    assert not Application.objects.get().is_erased


def test_the_list_of_ended_accesses_asks_a_fixed_number_of_questions(bob: Member, posting: Posting) -> None:
    reading, counts = signed_in(bob), []
    reading.get(ENDED)
    for more in (1, 9):
        for number in range(more):
            member = make_member(f"seeker-{more}-{number}")
            with scope():
                apply_to(posting, make_resume(member))
            close_account(subject_id=member.subject_id)
        with CaptureQueriesContext(connection) as queries:
            assert reading.get(ENDED).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1], counts


def give_address(member: Member) -> None:
    EmailAddress.objects.create(user=member, email="bob@company.example", verified=True, primary=True)
