"""What a later version changes for somebody who consented to an earlier one is computed, never decided (rule 4)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import models
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from privacy.policy import services
from privacy.policy.models import (
    PolicyActivity,
    PolicyItem,
    PolicyRecipient,
    PolicyVersion,
    VersionWithdrawal,
    WhitelistedItem,
)

pytestmark = pytest.mark.django_db
PARTS: list[Any] = [PolicyActivity, PolicyItem, PolicyRecipient, WhitelistedItem]


def copy_of_version_1(number: int = 91) -> PolicyVersion:
    """A draft with the activities, items and recipients of version 1."""
    version = PolicyVersion.objects.get(number=1)
    version.number, version.published_at, version.source_en = number, None, ""
    version.save(force_insert=True)
    moved: dict[tuple[Any, int], models.Model] = {}
    for part in PARTS:
        for row in part.objects.filter(version=1):
            was, row.pk, row.version = row.pk, None, version
            for field in part._meta.concrete_fields:
                if field.related_model in PARTS:
                    setattr(row, field.name, moved[field.related_model, getattr(row, field.attname)])
            row.save(force_insert=True)
            moved[part, was] = row
    return version


def change(version: PolicyVersion, activity: str) -> Any:
    """What changes about an activity from version 1 on; None: nothing."""
    return {found.activity: found for found in services.changes_between(1, version)}.get(activity)


def activity(version: PolicyVersion, code: str) -> models.QuerySet[PolicyActivity]:
    return PolicyActivity.objects.filter(version=version, code=code)


def items(version: PolicyVersion, code: str) -> models.QuerySet[PolicyItem]:
    return PolicyItem.objects.filter(version=version, activity__code=code)


def test_a_copy_changes_nothing() -> None:
    version = copy_of_version_1()
    assert services.changes_between(1, version) == ()
    assert not services.needs_consent("membership", 1, to_version=91)


def test_a_new_purpose_needs_consent() -> None:
    version = copy_of_version_1()
    activity(version, "membership").update(purpose_ko="다른 목적")
    assert change(version, "membership").new_purpose
    assert services.needs_consent("membership", 1, to_version=91)
    assert not services.needs_consent("job_matching", 1, to_version=91)


def test_a_new_activity_needs_consent() -> None:
    version = copy_of_version_1()
    PolicyActivity.objects.create(version=version, position=90, code="messages", required=False)
    assert change(version, "messages").is_new
    assert services.needs_consent("messages", 1, to_version=91)


def test_a_new_item_needs_consent_and_a_dropped_one_does_not() -> None:
    version = copy_of_version_1()
    items(version, "membership").filter(code="gender").delete()
    found = change(version, "membership")
    assert found.gone_items == ("gender",)
    assert not found.is_worse
    owner = activity(version, "membership").get()
    PolicyItem.objects.create(version=version, activity=owner, position=90, code="height", required=False)
    assert change(version, "membership").new_items == ("height",)
    assert services.needs_consent("membership", 1, to_version=91)


def test_an_item_that_general_words_covered_is_not_new() -> None:
    version = copy_of_version_1()
    owner = activity(version, "membership").get()
    PolicyItem.objects.create(version=version, activity=owner, position=90, code="password", required=True)
    assert change(version, "membership") is None


@pytest.mark.parametrize(
    ("values", "longer", "shorter"),
    [
        ({"keep_years": 5}, True, False),
        ({"keep_years": None}, True, False),
        ({"keep_years": 2}, False, True),
        ({"keep_years": None, "keep_months": 36}, False, False),
        ({"keep_years": None, "keep_months": 36, "keep_days": 1}, True, False),
        ({"keep_years": None, "keep_days": 30}, False, True),
    ],
)
def test_longer_keeping_needs_consent(values: dict[str, Any], longer: bool, shorter: bool) -> None:
    version = copy_of_version_1()
    activity(version, "job_matching").update(**values)
    found = change(version, "job_matching")
    assert (bool(found and found.kept_longer), bool(found and found.kept_shorter)) == (longer, shorter)
    assert services.needs_consent("job_matching", 1, to_version=91) is longer


def test_an_item_kept_longer_needs_consent() -> None:
    copy_of_version_1(91)
    version = copy_of_version_1(92)
    items(PolicyVersion.objects.get(number=91), "membership").filter(code="ip_address").update(keep_months=3)
    items(version, "membership").filter(code="ip_address").update(keep_months=12)
    assert change(version, "membership").kept_shorter
    assert services.needs_consent("membership", 91, to_version=92)
    assert not services.needs_consent("membership", 1, to_version=92)


def test_optional_to_required_needs_consent_and_the_other_way_does_not() -> None:
    version = copy_of_version_1()
    items(version, "job_matching").filter(code="education").update(required=False)
    assert change(version, "job_matching").no_longer_required == ("education",)
    assert not services.needs_consent("job_matching", 1, to_version=91)
    items(version, "job_matching").filter(code="affiliation").update(required=True)
    assert change(version, "job_matching").newly_required == ("affiliation",)
    assert services.needs_consent("job_matching", 1, to_version=91)


def test_an_item_that_the_officer_relaxed_is_newly_required() -> None:
    version = copy_of_version_1()
    relaxed = PolicyItem.objects.get(version=1, activity__code="membership", code="phone")
    services.relax_item(item=relaxed, reason="Nobody needs it.", officer=version_officer())
    assert change(version, "membership").newly_required == ("phone",)


def version_officer() -> UUID:
    return UUID(int=1)


def test_another_recipient_and_more_provided_items_need_consent() -> None:
    version = copy_of_version_1()
    PolicyRecipient.objects.filter(version=version, code="agency").update(name_ko="한국운영원")
    assert change(version, "provision_agency").new_recipient
    receiving = PolicyRecipient.objects.get(version=version, code="companies")
    gender = items(version, "membership").get(code="gender")
    WhitelistedItem.objects.create(version=version, position=90, recipient=receiving, item=gender, contact=False)
    assert change(version, "provision_companies").newly_provided == ("gender",)
    for code in ("provision_agency", "provision_companies"):
        assert services.needs_consent(code, 1, to_version=91)


def test_what_rests_on_a_statute_needs_no_consent_until_it_rests_on_one() -> None:
    version = copy_of_version_1()
    activity(version, "membership").update(legal_basis="statute", purpose_ko="다른 목적")
    assert change(version, "membership").is_worse
    assert not services.needs_consent("membership", 1, to_version=91)
    later = copy_of_version_1(92)
    activity(later, "membership").update(purpose_ko="다른 목적")
    assert services.needs_consent("membership", 91, to_version=92)


def test_what_is_gone_comes_last_and_needs_nothing() -> None:
    version = copy_of_version_1()
    activity(version, "recruitment_information").delete()
    assert [found.activity for found in services.changes_between(1, version) if found.is_gone] == [
        "recruitment_information"
    ]
    assert not services.needs_consent("recruitment_information", 1, to_version=91)


def publish(version: PolicyVersion, effective_at: date) -> None:
    version.effective_at, version.published_at = effective_at, timezone.now()
    version.save()


def test_only_the_version_in_force_counts_by_default() -> None:
    version = copy_of_version_1()
    activity(version, "membership").update(purpose_ko="다른 목적")
    assert not services.needs_consent("membership", 1)
    publish(version, date(2026, 1, 1))
    assert services.needs_consent("membership", 1)
    assert not services.needs_consent("membership", 91)


def test_the_next_announced_version_is_named_until_it_takes_effect_or_is_withdrawn() -> None:
    assert services.latest_announced() is None
    version = copy_of_version_1()
    assert services.latest_announced() is None
    publish(version, date(2090, 1, 1))
    assert services.latest_announced() == version
    assert services.latest_announced(on=date(2090, 1, 1)) is None
    VersionWithdrawal.objects.create(version=version, reason="A mistake.", withdrawn_by=version_officer())
    assert services.latest_announced() is None
    assert services.effective_version(on=date(2090, 1, 1)).number == 1


def test_comparing_costs_ten_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    version = copy_of_version_1()
    first = PolicyVersion.objects.get(number=1)
    with django_assert_num_queries(10):
        services.changes_between(first, version)
