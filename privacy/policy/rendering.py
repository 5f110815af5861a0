"""How a version reads: articles, with the tables built from its records. Holds text only; the templates escape it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from privacy.policy.choices import BlockKind, Table
from privacy.policy.models import Article, Block, CurrentContact, KnownGap, PolicyVersion, TranslationConfirmation
from privacy.policy.tables import ABSENT, MERGED, ROWS, Rows

SHOWN = [kind for kind in BlockKind if kind is not BlockKind.FURNITURE]


@dataclass(frozen=True)
class Cell:
    """A cell of a table. `rows` > 1: merged downwards; `repeats`: covered by a merged cell above it."""

    heading: str
    lines: tuple[str, ...]
    rows: int = 1
    repeats: bool = False


@dataclass(frozen=True)
class TableText:
    """A table as the policy prints it."""

    kind: Table
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class BlockText:
    """One block of an article, as text or as a table."""

    kind: BlockKind
    text: str
    table: TableText | None = None


@dataclass(frozen=True)
class ArticleText:
    """An article; 0 is the preamble."""

    number: int
    heading: str
    blocks: tuple[BlockText, ...]


def articles(version: PolicyVersion, language: str) -> list[ArticleText]:
    """The articles of a version in one language."""
    blocks = Block.objects.filter(version=version, kind__in=SHOWN).select_related("article")
    ordered = sorted(blocks, key=lambda block: (block.article.position, block.position))
    found = []
    for article, own in groupby(ordered, key=lambda block: block.article):
        texts = [_block(version, block, language) for block in own]
        heading = next((text.text for text in texts if text.kind is BlockKind.HEADING), "")
        rest = tuple(text for text in texts if text.kind is not BlockKind.HEADING)
        found.append(ArticleText(article.number, heading or _title(article, language), rest))
    return found


def language() -> str:
    """The language in which the visitor reads."""
    return get_language() or settings.LANGUAGE_CODE


def page(version: PolicyVersion, language: str) -> dict[str, Any]:
    """Everything that the page of a version shows."""
    # Beside a handed-down table only: a later version prints today's contacts itself (rule 7).
    contacts = CurrentContact.objects.all() if version.source_en else ()
    return {
        "version": version,
        "title": version.said("title", language),
        "articles": articles(version, language),
        "gaps": gaps(version, language),
        "contacts": [{"name": contact.said("name", language), "contact": contact} for contact in contacts],
        "withdrawal": getattr(version, "withdrawal", None),
        "announced": None,
        "is_preview": False,
        # Only a text that was handed down in one language has a translation; a later version says both itself.
        "is_unconfirmed_translation": language == "ko"
        and bool(version.source_en)
        and not TranslationConfirmation.objects.filter(version=version).exists(),
    }


def gaps(version: PolicyVersion, language: str) -> list[dict[str, str]]:
    """The known gaps of a version, as lines of a table."""
    return [
        {
            "article": str(gap.article or ""),
            "subject": gap.said("subject", language),
            "direction": gap.get_direction_display(),
            "reason": gap.said("reason", language),
            "remedied_by": str(gap.remedied_by or ""),
        }
        for gap in KnownGap.objects.filter(version=version)
    ]


def _title(article: Article, language: str) -> str:
    return article.said("title", language) if article.number else ""


def _block(version: PolicyVersion, block: Block, language: str) -> BlockText:
    kind = BlockKind(block.kind)
    text = " ".join(block.said("text", language).split())
    if kind is not BlockKind.TABLE:
        return BlockText(kind, text)
    headings = tuple(block.said("headings", language))
    rows = ROWS[Table(block.table)](version, language)
    if not rows and Table(block.table) in ABSENT:
        return BlockText(BlockKind.PARAGRAPH, ABSENT[Table(block.table)][language])
    merged = MERGED.get((Table(block.table), len(headings)), ())
    return BlockText(kind, text, TableText(Table(block.table), headings, _table(headings, rows, merged)))


def _table(headings: Sequence[str], rows: Rows, merged: Sequence[int]) -> tuple[tuple[Cell, ...], ...]:
    """Cells of the merged columns cover the equal cells below them."""
    return tuple(
        tuple(
            Cell(
                heading=headings[column] if column < len(headings) else "",
                lines=lines,
                rows=_run(rows, place, column) if column in merged else 1,
                repeats=column in merged and place > 0 and rows[place - 1][column] == lines,
            )
            for column, lines in enumerate(row)
        )
        for place, row in enumerate(rows)
    )


def _run(rows: Rows, place: int, column: int) -> int:
    length = 1
    while place + length < len(rows) and rows[place + length][column] == rows[place][column]:
        length += 1
    return length
