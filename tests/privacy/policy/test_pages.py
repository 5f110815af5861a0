"""The policy as people read it, in both languages, without signing in."""

import re
from hashlib import sha256

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape, strip_tags
from pytest_django import DjangoAssertNumQueries

from privacy.clocks import add_days
from privacy.policy.choices import BlockKind, Table
from privacy.policy.models import Block, ChangeNote, PolicyVersion, Remedy
from privacy.policy.publishing import today
from privacy.policy.rendering import articles
from privacy.policy.services import effective_version
from tests.privacy.policy.test_frozen import draft
from tests.privacy.policy.test_loading import PUBLISHED

pytestmark = pytest.mark.django_db


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(("prefix", "language"), [("", "ko"), ("/en", "en")])
def test_every_block_stands_on_the_page(client: Client, prefix: str, language: str) -> None:
    page = read(client, f"{prefix}/privacy/")
    prose = Block.objects.filter(version=1).exclude(kind__in=[BlockKind.FURNITURE, BlockKind.TABLE])
    for block in prose:
        assert escape(" ".join(block.said("text", language).split())) in page
    assert PUBLISHED in page
    assert 'datetime="2020-03-16"' in page


def test_only_the_korean_page_is_a_translation_to_be_confirmed(client: Client) -> None:
    assert "번역문" in read(client, "/privacy/")
    assert "to be confirmed" not in read(client, "/en/privacy/")


def test_the_published_bytes_can_be_fetched(client: Client) -> None:
    response = client.get("/privacy/versions/1/source/")
    assert sha256(response.content).hexdigest() == PUBLISHED
    assert response["Content-Type"].startswith("text/plain")


def test_the_published_tables_keep_their_cells() -> None:
    tables = {
        block.table.kind: block.table
        for article in articles(effective_version(), "en")
        for block in article.blocks
        if block.table
    }
    (activities,) = tables[Table("activities")].rows
    assert activities[2].lines[0] == "[Common to all members]"
    assert len(activities[2].lines) == 8
    agency, companies = tables[Table("recipients")].rows
    assert [cell.rows for cell in agency] == [2, 1, 1, 2, 1]
    assert [cell.repeats for cell in companies] == [True, False, False, True, False]
    assert agency[3].lines == companies[3].lines
    assert [cell.lines for row in tables[Table("consignees")].rows for cell in row] == [
        ("IMPIX",),
        ("Visionmeet Co.",),
        ("System maintenance",),
    ]
    assert [cell.lines for row in tables[Table("officer")].rows for cell in row] == [
        ("CEO Lee Sang-ho",),
        ("02-745-8324",),
    ]


def test_every_cell_stands_in_the_published_text() -> None:
    """The structured tables say nothing that the published text does not say."""
    version = effective_version()
    published = " ".join(version.source_en.split())
    for article in articles(version, "en"):
        for block in article.blocks:
            cells = [cell for row in block.table.rows for cell in row] if block.table else []
            for cell in cells:
                assert cell.heading in published
                for line in cell.lines:
                    assert line in published


def test_the_institutions_stay_as_published_with_current_contacts_beside(client: Client) -> None:
    page = read(client, "/en/privacy/")
    for remedy in Remedy.objects.filter(version=1):
        assert remedy.phone in page
        assert remedy.website in page
    assert "<strong>1301</strong>" in page
    assert "https://ecrm.police.go.kr/" in page


def test_the_known_gaps_are_listed(client: Client) -> None:
    page = read(client, "/en/privacy/")
    gaps = strip_tags(page[page.index('id="gaps"') :])
    for words in ("MAC addresses", "Messages between members and companies", "Saved searches", "Article 26"):
        assert words in gaps


def test_versions_are_listed_and_drafts_are_not(client: Client) -> None:
    draft(3)
    assert re.findall(r"/privacy/versions/(\d)/", read(client, "/privacy/versions/")) == ["1"]
    assert PUBLISHED in read(client, "/privacy/versions/1/")
    for number in (2, 3, 4):
        assert client.get(f"/privacy/versions/{number}/").status_code == 404
        assert client.get(f"/privacy/versions/{number}/source/").status_code == 404


def test_the_policy_is_reached_from_every_page(client: Client) -> None:
    for path in ("/", "/en/", "/privacy/versions/"):
        assert 'class="policy-link"' in read(client, path)
    assert 'class="policy-link"' in client.get("/nowhere/").content.decode()


def test_nothing_is_changed_by_posting(client: Client) -> None:
    assert client.post("/privacy/").status_code == 405


def announce(days: int = 40) -> None:
    PolicyVersion.objects.filter(number=2).update(
        announced_at=today(), effective_at=add_days(today(), days), published_at=timezone.now()
    )


def test_what_is_announced_is_said_on_the_page_and_can_be_compared(client: Client) -> None:
    assert "takes effect on" not in read(client, "/en/privacy/")
    announce()
    page = read(client, "/en/privacy/")
    assert "Version 2 has been announced and takes effect on" in page
    assert "/en/privacy/versions/compare/?from=1&amp;to=2" in page
    assert "not the one in force" in read(client, "/en/privacy/versions/2/")
    assert "announced" in read(client, "/en/privacy/versions/")


@pytest.mark.parametrize(("prefix", "words"), [("", "제26조"), ("/en", "Article 26")])
def test_two_versions_are_compared_with_the_reason_of_each_change(client: Client, prefix: str, words: str) -> None:
    announce()
    page = read(client, f"{prefix}/privacy/versions/compare/?from=1&to=2")
    assert words in strip_tags(page)
    explained = ChangeNote.objects.filter(version=2)
    if prefix == "":
        explained = explained.exclude(place="article:0")  # There only the English words differ.
    assert page.count("difference-reason") == explained.count()
    back = read(client, f"{prefix}/privacy/versions/compare/?from=2&to=1")
    assert "difference-reason" not in back
    assert "side-by-side" not in read(client, f"{prefix}/privacy/versions/compare/?from=1&to=1")
    assert "side-by-side" not in read(client, f"{prefix}/privacy/versions/compare/")


@pytest.mark.parametrize("query", ["from=1&to=2", "from=1&to=9", "from=x&to=1", "from=1&to=-1"])
def test_drafts_and_nonsense_are_not_compared(client: Client, query: str) -> None:
    assert client.get(f"/privacy/versions/compare/?{query}").status_code == 404


@pytest.mark.parametrize(
    ("path", "most"),
    [("", 26), ("versions/", 5), ("versions/2/", 34), ("versions/compare/?from=1&to=2", 33)],
)
def test_pages_cost_a_bounded_number_of_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, path: str, most: int
) -> None:
    announce()
    with django_assert_max_num_queries(most):
        read(client, f"/privacy/{path}")
