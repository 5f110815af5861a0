"""The draft of version 2: complete in both languages, every gap of version 1 remedied, every change explained."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from privacy.policy import services
from privacy.policy.checks import uncovered
from privacy.policy.choices import BlockKind, GapDirection
from privacy.policy.differences import changed_places
from privacy.policy.loading import VERSION_2, load, read
from privacy.policy.models import Block, ChangeNote, KnownGap, PolicyActivity, PolicyVersion, Remedy
from privacy.policy.publishing import refusals
from privacy.policy.rendering import articles
from privacy.registry import registry

pytestmark = pytest.mark.django_db


@pytest.fixture
def second() -> PolicyVersion:
    return PolicyVersion.objects.get(number=2)


def text(version: PolicyVersion, language: str) -> str:
    """All that the page of a version says."""
    said: list[str] = []
    for article in articles(version, language):
        said.append(article.heading)
        for block in article.blocks:
            said.append(block.text)
            rows: Any = block.table.rows if block.table else ()
            said += [line for row in rows for cell in row for line in cell.lines]
    return "\n".join(said)


def test_it_is_a_draft_and_nobody_sees_it(client: Client, second: PolicyVersion) -> None:
    assert second.published_at is None
    assert services.effective_version().number == 1
    for path in ("versions/2/", "versions/2/source/"):
        assert client.get(f"/privacy/{path}").status_code == 404


def test_what_the_officer_edited_is_not_overwritten() -> None:
    PolicyVersion.objects.filter(number=2).update(officer_phone="02-000-0000")
    Remedy.objects.filter(version=2).delete()
    assert load(VERSION_2) is False
    call_command("load_policy", verbosity=0)
    assert PolicyVersion.objects.get(number=2).officer_phone == "02-000-0000"
    assert not Remedy.objects.filter(version=2).exists()


def test_everything_that_the_apps_declare_is_disclosed_without_a_gap() -> None:
    """An app that brings an activity or an item says so in version-2/version.json too."""
    found = uncovered(registry(), read(VERSION_2 / "version.json"))
    assert [gap for gap in found if not gap[0].startswith("test-")] == []


def test_it_could_be_published_as_it_is(second: PolicyVersion) -> None:
    assert [refusal for refusal in refusals(second) if "test-" not in refusal.text] == []


def test_every_gap_of_version_1_is_remedied(second: PolicyVersion) -> None:
    disclosed = set(PolicyActivity.objects.filter(version=second).values_list("code", flat=True))
    gaps = KnownGap.objects.filter(version=1)
    assert set(gaps.values_list("remedied_by", flat=True)) == {2}
    assert {gap.activity for gap in gaps if gap.activity} <= disclosed
    for gap in gaps.filter(direction=GapDirection.UNSPECIFIC).exclude(item=""):
        assert gap.item in (services.disclosed_items(version=second, activity=gap.activity) or ())
    assert not KnownGap.objects.filter(version=second).exists()
    assert "mac_address" not in (services.disclosed_items(version=second, activity="membership") or ())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ko", ["제26조", "별지 제8호", "별지 제11호", "10일", "이의제기", "동의를 철회", "자동화된 결정",
                "제22조제3항", "먼저 도래하는", "재수탁자", "분리하여 보존", "내부 관리계획", "2단계 인증", "일방향",
                "2년간", "Firefox", "1301", "ecrm.police.go.kr", "나란히 비교", "만 14세", "주민등록번호", "72시간",
                "추가적인 이용", "국외로 이전하는 개인정보가 없습니다", "가명정보", "MAC 주소를 수집하지 않습니다"]),
        ("en", ["Article 26", "form 8", "form 11", "10 days", "object", "withdraw your consent", "automated decision",
                "Article 22(3)", "whichever comes first", "Sub-consignees", "separate database", "management plan",
                "second factor", "one-way", "2 years", "Firefox", "1301", "ecrm.police.go.kr", "side by side",
                "under 14", "resident registration", "72 hours", "additional use", "pseudonymised",
                "No personal information is transferred to other countries", "does not collect MAC addresses"]),
    ],
)  # fmt: skip
def test_it_says_what_the_law_of_2026_wants(second: PolicyVersion, language: str, words: list[str]) -> None:
    said = text(second, language) + "\n".join(
        heading for block in Block.objects.filter(version=second) for heading in block.said("headings", language)
    )
    assert [word for word in words if word not in said] == []
    assert "제25조" not in said
    assert "시행규칙" not in said


def test_every_word_is_there_in_both_languages(second: PolicyVersion) -> None:
    prose = Block.objects.filter(version=second).exclude(kind=BlockKind.TABLE)
    for block in prose:
        assert re.search("[가-힣]", block.text_ko)
        assert not re.search("[가-힣]", block.text_en)
    for article in articles(second, "ko"):
        headed = [block.table for block in article.blocks if block.table]
        assert all(len(row) == len(table.headings) for table in headed for row in table.rows)


@pytest.mark.parametrize("number", range(19))
def test_articles_keep_their_numbers(second: PolicyVersion, number: int) -> None:
    article = next(found for found in articles(second, "en") if found.number == number)
    assert article.blocks
    assert not number or article.heading.startswith(f"Article {number} (")


def test_every_change_is_explained_and_nothing_else(second: PolicyVersion) -> None:
    explained = set(ChangeNote.objects.filter(version=second).values_list("place", flat=True))
    assert explained == set(changed_places(PolicyVersion.objects.get(number=1), second))


def test_who_consented_to_version_1_is_asked_only_about_what_is_worse() -> None:
    asked = {code for code in ("membership", "company_membership", "job_matching", "provision_companies")
             if services.needs_consent(code, 1, to_version=2)}  # fmt: skip
    assert asked == {"job_matching"}
    found = {change.activity: change for change in services.changes_between(1, 2)}
    assert found["job_matching"].new_items == ("desired_conditions",)
    assert found["membership"].kept_shorter
    assert found["membership"].no_longer_required == ("address", "gender", "phone")
    for new in ("messages", "interviews", "marketing", "sensitive"):
        assert services.needs_consent(new, 1, to_version=2)
    for without in ("scorecards", "saved_searches", "licence_file", "agents", "rights", "access_log"):
        assert not services.needs_consent(without, 1, to_version=2)


def test_the_companys_facts_are_those_of_version_1(second: PolicyVersion) -> None:
    first = PolicyVersion.objects.get(number=1)
    for name in ("officer_ko", "officer_en", "officer_phone", "officer_email"):
        assert getattr(first, name) == getattr(second, name)
    assert [row.name_en for row in second.consignees.all()] == [row.name_en for row in first.consignees.all()]
    assert [row.name_en for row in second.recipients.all()] == [row.name_en for row in first.recipients.all()]
    assert not second.transfers.exists()
