"""The member's ledger in detail and in pages, and taking back all that one recipient got (rules 15 and 19)."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.choices import MemberKind
from members.models import Member
from privacy.consent.services import current
from privacy.provision.choices import Channel
from privacy.provision.models import AccessEnd, Provision
from privacy.subjects.opening import scope
from recruitment.applications.models import Application
from recruitment.postings.models import Posting
from tests.people import apply_to, make_company, make_member, make_posting, make_resume

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
    member = make_member("alice")
    with scope():
        apply_to(posting, make_resume(member))
    return member


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def opened(bob: Member) -> None:
    signed_in(bob).get(reverse("show_applicant", args=[Application.objects.get().pk]))


def test_taking_back_ends_everything_at_the_company_at_once(alice: Member, bob: Member, posting: Posting) -> None:
    second = make_posting(posting.company, title="프런트엔드 개발자")
    with scope():
        other = apply_to(second, make_resume(alice))
    Application.objects.filter(pk=other.pk).update(state="not_selected")
    address = reverse("rights:recall", args=[posting.company_id])
    member = signed_in(alice)
    assert address in member.get(PAGE).content.decode()
    assert posting.company.name in member.get(address).content.decode()
    member.post(address)
    assert AccessEnd.objects.count() == 2
    assert all(application.is_erased for application in Application.objects.all())
    assert {event.activity for event in current(alice.subject_id)} == {"job_matching"}
    reading = signed_in(bob)
    for application in Application.objects.all():
        assert reading.get(reverse("show_applicant", args=[application.pk])).status_code == 403
    assert address not in member.get(PAGE).content.decode()


def test_a_second_or_forged_recall_changes_nothing(alice: Member, bob: Member, posting: Posting) -> None:
    opened(bob)
    address = reverse("rights:recall", args=[posting.company_id])
    for _again in range(2):
        assert signed_in(alice).post(address).status_code == 302
    assert AccessEnd.objects.count() == 1
    for forged in (reverse("rights:recall", args=[uuid4()]), address):
        assert signed_in(make_member(f"c-{uuid4().hex[:8]}")).post(forged).status_code == 404


def test_the_detail_tells_the_basis_and_what_became_of_the_access(alice: Member, bob: Member, posting: Posting) -> None:
    opened(bob)
    address = reverse("rights:disclosure", args=[Provision.objects.openings().first().pk])  # type: ignore[union-attr]
    given = signed_in(alice).get(address).context["given"]
    assert given.basis.recipient == posting.company_id
    assert given.keep_until == given.basis.until
    assert signed_in(alice).get(address).context["ends"] == []
    signed_in(alice).post(reverse("rights:recall", args=[posting.company_id]))
    assert [end.because for end in signed_in(alice).get(address).context["ends"]] == ["withdrawn"]


def test_nobody_reads_a_provision_of_somebody_else(alice: Member, bob: Member) -> None:
    opened(bob)
    address = reverse("rights:disclosure", args=[Provision.objects.openings().first().pk])  # type: ignore[union-attr]
    for member in (bob, make_member("charlie"), make_member("staff-sue", MemberKind.STAFF, is_staff=True)):
        assert signed_in(member).get(address).status_code == 404


def test_the_ledger_is_read_in_pages_with_a_fixed_number_of_questions(alice: Member, bob: Member) -> None:
    opened(bob)
    signed_in(bob).get(reverse("list_applicants"))
    client, counts = signed_in(alice), []
    client.get(PAGE)
    for more in (0, 60):
        for channel in (Channel.VIEW, Channel.LIST):
            like = Provision.objects.filter(channel=channel)[0]
            rows = [{**like.__dict__, "id": uuid4()} for _ in range(more)]
            fields = [field.attname for field in Provision._meta.concrete_fields]
            Provision.objects.bulk_create(Provision(**{name: row[name] for name in fields}) for row in rows)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1], counts
    assert len(page.context["opened"]) == 50
    assert [line.times for line in page.context["listed"]] == [61]
    assert len(client.get(PAGE, {"page": 2}).context["opened"]) > 0
    assert [line.times for line in client.get(reverse("rights:appearances")).context["listed"]] == [61]
