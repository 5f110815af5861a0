"""Optional consents off, two by two: the services work; a required one off: a clear answer, and nothing stored."""

from itertools import combinations
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from corporate.models import Company
from members.choices import MemberKind
from members.models import Member
from privacy.consent import services as consents
from privacy.consent.forms import ConsentBox
from privacy.consent.models import ConsentEvent
from privacy.consent.questions import Answer
from privacy.policy.models import PolicyActivity
from privacy.policy.notices import NamedRecipient
from privacy.registry import registry
from privacy.subjects.models import DataSubject, Processing
from recruitment.applications.models import Application
from recruitment.postings.models import Posting
from resumes.models import Resume
from tests.articles.people import listed, signed_in
from tests.corporate.test_register_company import posted
from tests.members.joining import CORPORATE, INDIVIDUAL, join, prove
from tests.people import make_member
from tests.privacy.policy.test_pages import announce
from tests.test_main_flow import MARKS, applied, wrote_a_resume

pytestmark = pytest.mark.django_db
OPTIONAL = {
    1: ("provision_agency",),
    2: ("provision_agency", "messages", "interviews", "marketing", "sensitive", "usage_statistics"),
}
PAIRS = [(1, OPTIONAL[1]), *((2, pair) for pair in combinations(OPTIONAL[2], 2))]
AGENCY = NamedRecipient(UUID(int=1), "운영대행사")


def in_force(version: int) -> None:
    if version == 2:
        announce(days=0)


def say(member: Member, activity: str, *, ticked: bool) -> None:
    """Answer the question about one activity."""
    recipient = AGENCY if activity.startswith("provision_") else None
    question = consents.ask(activity=activity, language="ko", subject_id=member.subject_id, recipient=recipient)
    consents.answer(subject_id=member.subject_id, given=Answer(question, ticked=ticked))


def boxes(client: Client, path: str) -> set[str]:
    """The activities that a form asks consent for."""
    fields = client.get(path).context["form"].fields.values()
    return {field.question.notice.activity for field in fields if isinstance(field, ConsentBox)}


@pytest.mark.parametrize("version", [1, 2])
def test_these_are_the_optional_consents_and_signing_up_asks_for_none(client: Client, version: int) -> None:
    found = PolicyActivity.objects.filter(version=version, required=False)
    rest_on_consent = [each.code for each in found.order_by("position") if each.basis_en.startswith("Consent") or
                       each.code.startswith("provision_")]  # fmt: skip
    assert sorted(rest_on_consent) == sorted(OPTIONAL[version])
    in_force(version)
    prove(client)
    for path in (INDIVIDUAL, CORPORATE):
        assert boxes(client, path) == {"membership"}
    assert join(client).status_code == 302
    assert set(ConsentEvent.objects.values_list("activity", "version")) == {("membership", version)}


@pytest.mark.parametrize(("version", "off"), PAIRS)
def test_without_these_searching_and_applying_to_one_company_work(
    bob: Member, posting: Posting, version: int, off: tuple[str, ...]
) -> None:
    in_force(version)
    member = make_member("seeker")
    # What no room of the portal processes yet cannot be switched on; the other optional ones are.
    on = (set(OPTIONAL[version]) - set(off)) & {known.code for known in registry().activities()}
    for activity in (*off, *on):
        say(member, activity, ticked=activity in on)
    client = signed_in(member)
    assert posting.title in client.get("/jobs/", {"words": "백엔드"}).content.decode()
    applied(client, wrote_a_resume(client, member), posting)
    assert MARKS["name"] in listed(bob)
    assert not set(off) & set(Processing.objects.filter(subject=member.subject_id).values_list("activity", flat=True))
    given = {event.activity for event in consents.current(member.subject_id)}
    assert given == {*on, "job_matching", "provision_companies"}


@pytest.mark.parametrize("path", [INDIVIDUAL, CORPORATE])
def test_without_membership_nobody_joins(client: Client, path: str) -> None:
    prove(client)
    answer = join(client, path, consent="")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["consent"])
    assert (DataSubject.objects.count(), ConsentEvent.objects.count()) == (0, 0)


def test_without_job_matching_no_resume_is_kept(client: Client) -> None:
    client.force_login(make_member("seeker"))
    rows = {f"{name}-{form}": "0" for name in ("educations", "careers", "licences")
            for form in ("TOTAL_FORMS", "INITIAL_FORMS")}  # fmt: skip
    named = ("title", "name", "mobile", "phone", "email", "introduction")
    items = {**rows, **{name: MARKS[name] for name in named}, "birth_date": "1991-07-21", "address": "길 1"}
    answer = client.post(reverse("write_resume"), {**items, "region": "1114", "postcode": "03925"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["consent"])
    assert (Resume.objects.count(), ConsentEvent.objects.count()) == (0, 0)


def test_without_the_provision_nothing_is_sent(alice: Member, posting: Posting) -> None:
    client = signed_in(alice)
    address = reverse("apply", args=[posting.pk])
    before = ConsentEvent.objects.count()
    answer = client.post(address, {"resume": str(Resume.objects.get().pk), "contact_shared": "on"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["consent"])
    assert (Application.objects.count(), ConsentEvent.objects.count()) == (0, before)


def test_without_company_membership_no_company_is_registered() -> None:
    client = signed_in(make_member("owner-cho", MemberKind.CORPORATE))
    answer = client.post(reverse("company_profile"), posted())
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["consent"])
    assert (Company.objects.count(), ConsentEvent.objects.count()) == (0, 0)
