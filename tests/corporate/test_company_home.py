"""Where a company's pages begin: every way that is open to this person, and no other."""

import pytest
from django.test import Client

from corporate.models import CompanyMembership
from members.choices import MemberKind
from tests.people import make_company, make_member

pytestmark = pytest.mark.django_db


def test_who_may_open_applications_is_led_to_them(client: Client) -> None:
    owner = make_member("owner-bob", MemberKind.CORPORATE)
    make_company(owner)
    client.force_login(owner)
    assert 'href="/company/applicants/"' in client.get("/company/").content.decode()
    CompanyMembership.objects.update(opens_applications=False)
    page = client.get("/company/").content.decode()
    assert 'href="/company/applicants/"' not in page
    assert 'href="/company/postings/"' in page


def test_before_the_review_nothing_leads_to_applicants(client: Client) -> None:
    owner = make_member("owner-bob", MemberKind.CORPORATE)
    make_company(owner, approved=False)
    client.force_login(owner)
    assert 'href="/company/applicants/"' not in client.get("/company/").content.decode()
