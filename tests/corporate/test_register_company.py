"""A corporate member registers a company; nothing of it is public before staff approve it."""

from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from corporate.choices import CompanyRole, CompanyStatus
from corporate.exceptions import WrongStatus
from corporate.models import Company, CompanyMembership, CompanyRegistration
from corporate.services import decide, end_memberships
from members.choices import MemberKind
from members.models import OutgoingMail
from members.outbox import open_letter
from privacy.audit.actors import SYSTEM
from privacy.audit.models import AccessEvent
from privacy.consent.services import ask, is_given
from privacy.subjects.exceptions import NotDisclosed
from privacy.subjects.opening import open_own, scope
from tests.people import company_items, make_company, make_member

pytestmark = pytest.mark.django_db


def posted(**changes: object) -> dict[str, object]:
    items = company_items(**changes)
    return {name: getattr(value, "pk", value) for name, value in items.items()}


def test_it_works(client: Client) -> None:
    owner = make_member("owner-bob", MemberKind.CORPORATE)
    client.force_login(owner)
    token = ask(activity="company_membership", language="ko", subject_id=owner.subject_id).token
    response = client.post(reverse("company_profile"), {**posted(), "consent": token})
    assert (response.status_code, response["Location"]) == (302, reverse("company_home"))
    company = Company.objects.of(owner.subject_id).get()
    assert (company.name, company.status) == ("한빛소프트", CompanyStatus.REVIEW)
    assert CompanyMembership.objects.get(company=company).role == CompanyRole.OWNER
    assert is_given(subject_id=owner.subject_id, activity="company_membership")
    registration = CompanyRegistration.objects.get(registration_number_index="1248100998")
    with scope():
        with pytest.raises(NotDisclosed):
            _ = registration.representative_name
        open_own([registration], owner.subject_id)
        assert (registration.registration_number, registration.representative_name) == ("124-81-00998", "김한빛")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("registration_number", "124-81-00999"),
        ("registration_number", "12a"),
        ("name", ""),
        ("capital", "-1"),
        ("region", "9999"),
        ("industry", "ZZ"),
        ("postcode", "1234a"),
        ("website", "javascript:alert(1)"),
        ("main_business", "가" * 501),
        ("consent", ""),
        ("consent", "forged.0"),
    ],
)
def test_a_wrong_item_is_told_beside_its_field_and_nothing_is_stored(client: Client, field: str, value: str) -> None:
    owner = make_member("owner-bob", MemberKind.CORPORATE)
    client.force_login(owner)
    token = ask(activity="company_membership", language="ko", subject_id=owner.subject_id).token
    response = client.post(reverse("company_profile"), {**posted(), "consent": token, field: value})
    assert field in response.context["form"].errors
    assert not Company.objects.exists()
    assert not is_given(subject_id=owner.subject_id, activity="company_membership")


def test_only_an_approved_company_has_a_public_page(client: Client) -> None:
    company = make_company(make_member("owner-bob", MemberKind.CORPORATE), approved=False)
    assert client.get(reverse("company_page", args=[company.pk])).status_code == 404
    decide(company_id=company.pk, approve=True, by=SYSTEM)
    page = client.get(reverse("company_page", args=[company.pk])).content.decode()
    assert "한빛소프트" in page
    assert "김한빛" not in page
    assert "124-81-00998" not in page


def test_a_decision_is_taken_once_and_is_on_record() -> None:
    owner = make_member("owner-bob", MemberKind.CORPORATE)
    company = make_company(owner, approved=False)
    decide(company_id=company.pk, approve=False, by=SYSTEM, reason="번호 확인 불가")
    event = AccessEvent.objects.latest("seq")
    assert (event.subject_id, event.action) == (owner.subject_id, "change")
    with pytest.raises(WrongStatus):
        decide(company_id=company.pk, approve=True, by=SYSTEM)


def test_a_refused_company_is_mended_and_reviewed_again(client: Client) -> None:
    owner = make_member("owner-bob", MemberKind.CORPORATE)
    company = make_company(owner, approved=False)
    decide(company_id=company.pk, approve=False, by=SYSTEM, reason="주소가 다릅니다")
    client.force_login(owner)
    assert "주소가 다릅니다" in client.get(reverse("company_home")).content.decode()
    client.post(reverse("company_profile"), posted(address_line="새 주소 1", representative_name="박새롬"))
    company.refresh_from_db()
    assert (company.status, company.address_line) == (CompanyStatus.REVIEW, "새 주소 1")
    with scope():
        registration = company.registration
        open_own([registration], owner.subject_id)
        assert registration.representative_name == "박새롬"


def test_a_company_whose_only_owner_leaves_is_suspended() -> None:
    owner = make_member("owner-bob", MemberKind.CORPORATE)
    company = make_company(owner)
    end_memberships(owner.subject_id)
    company.refresh_from_db()
    assert company.status == CompanyStatus.SUSPENDED
    assert not Company.objects.of(owner.subject_id).exists()


def test_job_seekers_find_no_company_pages(client: Client) -> None:
    client.force_login(make_member("alice"))
    for name in ("company_home", "company_profile", "company_postings", "new_posting"):
        assert client.get(reverse(name)).status_code == 404


@pytest.mark.parametrize(("approve", "kind"), [(True, "corporate/email/approved"), (False, "corporate/email/refused")])
def test_the_owner_gets_a_letter_without_the_reason(approve: bool, kind: str) -> None:
    owner = make_member("owner-bob", MemberKind.CORPORATE)
    EmailAddress.objects.create(user=owner, email="bob@hanbit.example", primary=True, verified=True)
    company = make_company(owner, approved=False)
    decide(company_id=company.pk, approve=approve, by=SYSTEM, reason="" if approve else "대표자 김한빛 확인 불가")
    mail = OutgoingMail.objects.get()
    letter = open_letter(mail)
    assert (mail.kind, letter["to"]) == (kind, "bob@hanbit.example")
    assert reverse("company_home") in letter["text"]
    assert "김한빛" not in letter["subject"] + letter["text"]


def test_the_page_says_until_when_the_review_lasts(client: Client) -> None:
    owner = make_member("owner-bob", MemberKind.CORPORATE)
    company = make_company(owner, approved=False)
    friday = datetime(2026, 11, 27, 9, tzinfo=UTC)
    Company.objects.filter(pk=company.pk).update(submitted_at=friday)
    client.force_login(owner)
    assert "2026년 12월 1일" in client.get(reverse("company_home")).content.decode()
