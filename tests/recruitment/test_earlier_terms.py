"""A company gets of a person what the version that he consented to lists, and today's still allows (rule 4)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from corporate.models import Company
from members.choices import MemberKind
from members.models import Member
from privacy.audit.actors import Actor, ActorKind
from privacy.audit.models import AccessEvent
from privacy.policy.models import PolicyVersion, WhitelistedItem
from privacy.provision.choices import Channel
from privacy.provision.exceptions import ProvisionDenied
from privacy.provision.models import Provision
from privacy.provision.services import Delivery, provide
from privacy.subjects.opening import scope
from recruitment.applications.models import Application, ApplicationFile
from recruitment.postings.models import Posting
from resumes.services import attach
from tests.people import apply_to, make_company, make_member, make_posting, make_resume, pdf, today
from tests.privacy.policy.test_comparison import copy_of_version_1

pytestmark = pytest.mark.django_db
CAREER = "누리시스템"
MOBILE = "010-2345-6789"


@pytest.fixture(autouse=True)
def _open(settings: Settings) -> None:
    """A copy of version 1 lists no known gaps, so that what the apps declare is more than it discloses."""
    settings.EMBEDDED = True
    settings.UNDISCLOSED_ACTIVITIES = ["membership", "job_matching", "provision_companies"]


@pytest.fixture
def bob() -> Member:
    return make_member("owner-bob", MemberKind.CORPORATE)


@pytest.fixture
def company(bob: Member) -> Company:
    return make_company(bob)


@pytest.fixture
def posting(company: Company) -> Posting:
    return make_posting(company)


def publish(number: int, *without: str) -> PolicyVersion:
    """A version like the first, in force from today on, whose list for companies lacks these items."""
    version = copy_of_version_1(number)
    WhitelistedItem.objects.filter(version=version, recipient__code="companies", item__code__in=without).delete()
    version.effective_at, version.published_at = today(), timezone.now()
    version.save()
    return version


def applied(posting: Posting, login_id: str, *, name: str = "이서연", contact_shared: bool = False) -> Application:
    with scope():
        resume = make_resume(make_member(login_id), name=name)
        attach(resume=resume, upload=pdf())
        return apply_to(posting, resume, contact_shared=contact_shared)


def seen(member: Member, application: Application) -> str:
    client = Client()
    client.force_login(member)
    return client.get(reverse("show_applicant", args=[application.pk])).content.decode()


def given(application: Application) -> set[str]:
    found = Provision.objects.filter(subject=application.subject_id).values_list("items", flat=True)
    return {item for items in found for item in items}


def test_what_a_later_version_lists_in_addition_is_not_given_of_who_consented_before(
    posting: Posting, bob: Member
) -> None:
    publish(91, "career")
    before = applied(posting, "alice")
    publish(92)
    after = applied(posting, "charlie")
    assert CAREER not in seen(bob, before)
    assert CAREER in seen(bob, after)
    assert "career" not in given(before)
    assert {"name", "education"} <= given(before)
    assert "career" in given(after)


def test_what_a_later_version_lists_no_more_is_given_of_nobody(posting: Posting, bob: Member) -> None:
    before = applied(posting, "alice")
    assert CAREER in seen(bob, before)
    publish(91, "career")
    assert CAREER not in seen(bob, before)
    assert "한국대학교" in seen(bob, before)


def test_who_consents_anew_to_this_company_is_under_the_new_list(company: Company, bob: Member) -> None:
    publish(91, "career")
    application = applied(make_posting(company), "alice")
    assert CAREER not in seen(bob, application)
    publish(92)
    assert CAREER not in seen(bob, application)
    with scope():
        apply_to(make_posting(company, title="다른 일"), make_resume(Member.objects.get(login_id="alice")))
    assert CAREER in seen(bob, application)


def test_the_stricter_condition_holds(posting: Posting, bob: Member) -> None:
    """Where the version consented to gave mobiles only with the contact data, a later one cannot undo that."""
    application = applied(posting, "alice")
    later = copy_of_version_1(91)
    WhitelistedItem.objects.filter(version=later, item__code="mobile").update(contact=False)
    later.effective_at, later.published_at = today(), timezone.now()
    later.save()
    assert MOBILE not in seen(bob, application)
    assert MOBILE in seen(bob, applied(posting, "charlie")), "who consented to the later one"


def test_files_follow_the_list_too(posting: Posting, bob: Member) -> None:
    publish(91, "attachment")
    application = applied(posting, "alice")
    publish(92)
    assert "포트폴리오" not in seen(bob, application)
    file = ApplicationFile.objects.get(application=application)
    client = Client()
    client.force_login(bob)
    assert client.get(reverse("download_applicants_file", args=[file.pk])).status_code == 403
    assert "attachment" not in given(application)


def test_no_code_can_give_more_than_was_consented_to(posting: Posting, bob: Member, company: Company) -> None:
    """Not the page decides: with one among fifty who consented to less, nothing is opened, and it is on record."""
    publish(91, "career")
    before = applied(posting, "alice")
    publish(92)
    after = applied(posting, "charlie")
    assert company.recipient is not None
    delivery = Delivery(Actor(ActorKind.CORPORATE, bob.pk), company.recipient, "owner", Channel.VIEW)
    rows = list(Application.objects.filter(pk__in=[before.pk, after.pk]))
    with scope(), pytest.raises(ProvisionDenied):
        provide(rows, delivery=delivery, items=["name", "career"], reason="review")
    assert not Provision.objects.exists()
    assert not AccessEvent.objects.about(before.subject_id).latest("seq").granted


def test_a_list_of_fifty_under_several_versions_asks_no_more_than_one_of_one(
    client: Client, posting: Posting, bob: Member
) -> None:
    client.force_login(bob)
    client.get(reverse("list_applicants"))  # What is looked up once and remembered is not counted.
    counts = []
    for number, more in ((90, 1), (91, 3), (92, 3)):
        publish(number, "career")
        for each in range(more):
            applied(posting, f"seeker-{number}-{each}", name=f"지원자{number}{each}")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("list_applicants")).content.decode()
        counts.append(len(queries))
    assert "지원자900" in page
    assert "지원자922" in page
    assert len(set(counts)) == 1, counts


def test_a_name_that_may_not_be_given_does_not_close_the_list(client: Client, posting: Posting, bob: Member) -> None:
    publish(91, "name")
    applied(posting, "alice", name="이름없음")
    publish(92)
    applied(posting, "charlie", name="박남은")
    client.force_login(bob)
    page = client.get(reverse("list_applicants"))
    assert page.status_code == 200
    assert "박남은" in page.content.decode()
    assert "이름없음" not in page.content.decode()
