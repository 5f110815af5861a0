"""Article 5: the forms ask for the items of the version and no others; nothing undeclared; no MAC address anywhere."""

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from members.models import MemberProfile
from members.personal_data import ACTIVITIES, DECLARATIONS
from privacy.checks import coverage
from privacy.declarations import AppDeclarations, Personal
from privacy.policy.choices import Origin
from privacy.policy.models import PolicyItem
from privacy.policy.services import effective_version
from privacy.registry import Registry
from resumes.personal_data import RESUME_ITEMS
from tests.articles.people import signed_in
from tests.members.joining import INDIVIDUAL, prove
from tests.people import make_member
from tests.privacy.declared import ids

pytestmark = pytest.mark.django_db
# What the two forms ask besides items: proofs, consents, choices of the page.
JOINING = {"password1", "password2", "language", "is_14", "terms", "consent"}
MEMBERSHIP = {"region": "address", "address_line": "address", "postcode": "address"}
SECTIONS = {"educations": "education", "careers": "career", "licences": "qualification"}


def given(activity: str) -> set[str]:
    items = PolicyItem.objects.filter(version=effective_version(), activity__code=activity, origin=Origin.GIVEN)
    return set(items.values_list("code", flat=True))


def complaints(declaration: Personal) -> list[str | None]:
    registry = Registry([AppDeclarations("members", (declaration,), ACTIVITIES)])
    return ids(coverage.undeclared_fields, registry, MemberProfile)


def test_article_05_the_forms_ask_for_exactly_the_items_of_the_version(client: Client) -> None:
    prove(client)
    asked = set(client.get(INDIVIDUAL).context["form"].fields) - JOINING
    assert {MEMBERSHIP.get(name, name) for name in asked} | {"email"} == given("membership")
    page = signed_in(make_member("somebody")).get(reverse("write_resume"))
    names = set(page.context["form"].fields) - {"consent"}
    items = {RESUME_ITEMS["region_code" if name == "region" else name] for name in names}
    for section, item in SECTIONS.items():
        assert f"{section}-TOTAL_FORMS" in page.content.decode()
        items.add(item)
    assert items | {"attachment"} == given("job_matching")


def test_article_05_an_undeclared_field_stops_the_checks() -> None:
    (profile,) = [each for each in DECLARATIONS if isinstance(each, Personal) and each.model.endswith("MemberProfile")]
    assert complaints(profile) == []
    rest = {field: item for field, item in profile.items.items() if field != "gender"}
    lacking = Personal(profile.model, profile.activity, items=rest, plain=profile.plain)
    assert complaints(lacking) == ["privacy.E002"]


def test_article_05_no_store_has_a_place_for_mac_addresses() -> None:
    assert not PolicyItem.objects.filter(version=2, code="mac_address").exists()
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute(
                """SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'
                      AND (udt_name IN ('macaddr', 'macaddr8') OR column_name ~ '(^|_)mac(_|$)|mac_?addr')"""
            )
            assert cursor.fetchall() == []
