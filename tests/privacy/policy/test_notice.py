"""What is told before a consent, and the hash over exactly that."""

import uuid
from datetime import date

import pytest

from privacy.policy.exceptions import ActivityClosed
from privacy.policy.models import PolicyItem
from privacy.policy.notices import NamedRecipient
from privacy.policy.services import notice, relax_item, required_items

pytestmark = pytest.mark.django_db
HANBIT = NamedRecipient(uuid.UUID(int=7), "한빛소프트", date(2027, 3, 31))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("activity", ["membership", "company_membership", "job_matching"])
def test_a_collection_tells_four_points(activity: str, language: str) -> None:
    shown = notice(activity, language)
    assert [point.code for point in shown.points] == ["purpose", "items", "retention", "refusal"]
    assert all(line.strip() for point in shown.points for line in (point.label, *point.lines))
    assert [point.code for point in shown.points if point.important] == ["retention"]
    assert shown.keep_years == 3


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_provision_tells_five_points_and_names_the_company(language: str) -> None:
    shown = notice("provision_companies", language, HANBIT)
    codes = ["recipient", "recipient_purpose", "provided_items", "recipient_retention", "refusal"]
    assert [point.code for point in shown.points] == codes
    assert [point.code for point in shown.points if point.important] == [codes[0], codes[1], codes[3]]
    assert shown.lines("recipient") == ("한빛소프트",)
    assert "한빛소프트" in shown.statement
    assert "2027-03-31" in shown.retention
    assert shown.required
    assert not notice("provision_companies", language).required


def test_the_items_are_those_of_the_policy() -> None:
    required, optional, automatic = "Required: ", "Optional: ", "Generated while you use the service: "
    assert notice("membership", "en").items == (
        required + "Name, Gender, Email, Phone number, Mobile phone number, Address, ID, Nickname",
        automatic + "IP address, Cookies, Service usage records, Visit records, Bad usage records",
    )
    assert notice("company_membership", "en").items[1] == (
        optional + "Company classification, Company website, Company logo, Company introduction"
    )


def test_contact_data_are_told_apart() -> None:
    given, shared = notice("provision_companies", "en", HANBIT).items
    assert shared == "Only if you also choose to share your contact data: Mobile phone number, Phone number, Email"
    assert given.startswith("Name, Date of birth, Address (province and city or district;")
    assert given.endswith("Other information you register in the resume, Files you attach to the resume")
    assert len(notice("provision_agency", "en").items) == 1


def test_the_hash_changes_with_anything_that_is_shown() -> None:
    other = NamedRecipient(uuid.UUID(int=8), "한빛소프트", date(2027, 3, 31))
    shown = [
        notice("membership", "ko"),
        notice("membership", "en"),
        notice("job_matching", "ko"),
        notice("provision_companies", "ko"),
        notice("provision_companies", "ko", HANBIT),
        notice("provision_companies", "ko", other),
        notice("provision_companies", "ko", NamedRecipient(HANBIT.id, HANBIT.name)),
    ]
    assert len({one.hash for one in shown}) == len(shown)
    assert notice("membership", "ko").hash == shown[0].hash


def test_a_relaxed_item_becomes_optional_and_the_notice_says_so() -> None:
    before = notice("membership", "en")
    item = PolicyItem.objects.get(version=1, activity__code="membership", code="gender")
    assert "gender" in required_items("membership")
    relax_item(item=item, reason="Not needed", officer=uuid.uuid4())
    assert "gender" not in required_items("membership")
    assert "Optional: Gender" in notice("membership", "en").items
    assert notice("membership", "en").hash != before.hash


def test_there_is_no_notice_for_what_is_not_disclosed() -> None:
    with pytest.raises(ActivityClosed):
        notice("messages", "ko")
