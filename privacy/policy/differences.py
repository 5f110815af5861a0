"""Two versions side by side: what was added, removed and changed, place by place, with the explanation of each change.

A place is an article ("article:4"), an activity ("activity:messages"), a recipient ("recipient:agency") or one of the
other structured parts ("cookies"). Policy art. 11.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from privacy.policy.choices import BlockKind, LegalBasis, Table
from privacy.policy.models import (
    Article,
    Block,
    ChangeNote,
    PolicyActivity,
    PolicyRecipient,
    PolicyVersion,
)
from privacy.policy.tables import (
    MARKS,
    ROWS,
    item_groups,
    items_by_activity,
    provided_by_recipient,
    provided_lines,
)

LANGUAGES = ("ko", "en")
TITLES = {
    "officer": {"ko": "개인정보 보호책임자", "en": "Privacy officer"},
    "consignees": {"ko": "처리위탁", "en": "Consignment"},
    "transfers": {"ko": "국외 이전", "en": "Transfers to other countries"},
    "preservation": {"ko": "다른 법령에 따른 보존", "en": "Preservation under other laws"},
    "cookies": {"ko": "쿠키", "en": "Cookies"},
    "remedies": {"ko": "권익침해 구제기관", "en": "Institutions of remedy"},
    "activity": {"ko": "처리 업무: {}", "en": "Activity: {}"},
    "recipient": {"ko": "제공받는 자: {}", "en": "Recipient: {}"},
}
LINES = {
    "purpose": {"ko": "목적: {}", "en": "Purpose: {}"},
    "basis": {"ko": "근거: {}", "en": "Ground: {}"},
    "retention": {"ko": "보유·이용 기간: {}", "en": "Retention period: {}"},
    "refusal": {"ko": "거부할 권리와 불이익: {}", "en": "Right to refuse, and the effect: {}"},
    "required": {"ko": "필수 항목: {}", "en": "Required items: {}"},
    "optional": {"ko": "선택 항목: {}", "en": "Optional items: {}"},
    "automatic": {"ko": "자동 생성 항목: {}", "en": "Generated items: {}"},
    "provided": {"ko": "제공하는 항목: {}", "en": "Items provided: {}"},
    "consent": {"ko": "정보주체의 동의", "en": "Consent of the data subject"},
}
ALIKE = 0.4  # Lines that share less are a removed and an added one, not a changed one.


@dataclass(frozen=True)
class Section:
    """One place of a version as lines of text."""

    place: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """Some words of a line; `changed`: they are not in the other version."""

    text: str
    changed: bool = False


@dataclass(frozen=True)
class Row:
    """A line before and after; a side without pieces has no such line."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def kind(self) -> str:
        """How the line differs."""
        if not self.before:
            return "added"
        if not self.after:
            return "removed"
        return "changed" if any(piece.changed for piece in (*self.before, *self.after)) else "same"


@dataclass(frozen=True)
class Difference:
    """One place at which two versions differ."""

    place: str
    title: str
    kind: str
    rows: tuple[Row, ...]
    reason: str


def differences(before: PolicyVersion, after: PolicyVersion, language: str) -> list[Difference]:
    """Every place at which two versions differ, in the order of the later one; what is gone comes last."""
    old = {section.place: section for section in sections(before, language)}
    new = {section.place: section for section in sections(after, language)}
    reasons = {note.place: note.said("reason", language) for note in ChangeNote.objects.filter(version=after)}
    found = []
    for place in (*new, *(place for place in old if place not in new)):
        was, is_ = old.get(place), new.get(place)
        if was and is_ and was.lines == is_.lines and was.title == is_.title:
            continue
        kind = "changed" if was and is_ else "added" if is_ else "removed"
        rows = tuple(_rows(was.lines if was else (), is_.lines if is_ else ()))
        said = is_ or was
        found.append(Difference(place, said.title if said else "", kind, rows, reasons.get(place, "")))
    return found


def changed_places(before: PolicyVersion, after: PolicyVersion) -> list[str]:
    """The places at which two versions differ in either language."""
    return list(dict.fromkeys(found.place for lang in LANGUAGES for found in differences(before, after, lang)))


def sections(version: PolicyVersion, language: str) -> Iterator[Section]:
    """A whole version as lines of text, place by place."""
    yield from _articles(version, language)
    yield from _activities(version, language)
    yield from _recipients(version, language)
    for table in (Table.CONSIGNEES, Table.TRANSFERS, Table.PRESERVATION, Table.COOKIES, Table.OFFICER, Table.REMEDIES):
        rows = ROWS[table](version, language)
        lines = tuple(" · ".join(text for cell in row for text in cell if text) for row in rows)
        yield Section(table.value, TITLES[table.value][language], lines)


def _articles(version: PolicyVersion, language: str) -> Iterator[Section]:
    lines: dict[int, list[str]] = {}
    shown = (BlockKind.PARAGRAPH, BlockKind.SUBHEADING, BlockKind.POINT)
    for block in Block.objects.filter(version=version, kind__in=shown):
        lines.setdefault(block.article_id, []).append(" ".join(block.said("text", language).split()))
    for article in Article.objects.filter(version=version):
        yield Section(f"article:{article.number}", article.said("title", language), tuple(lines.get(article.pk, ())))


def _activities(version: PolicyVersion, language: str) -> Iterator[Section]:
    items = items_by_activity(version)
    for row in PolicyActivity.objects.filter(version=version):
        basis = row.said("basis", language)
        if row.legal_basis == LegalBasis.CONSENT:
            basis = f"{LINES['consent'][language]} ({MARKS[row.required][language]})"
        said = {name: row.said(name, language) for name in ("purpose", "retention", "refusal")} | {"basis": basis}
        groups = dict(
            zip(("required", "optional", "automatic"), item_groups(items.get(row.pk, []), language), strict=True)
        )
        names = ("purpose", "basis", "required", "optional", "automatic", "retention", "refusal")
        lines = tuple(LINES[name][language].format(text) for name in names if (text := {**said, **groups}[name]))
        yield Section(f"activity:{row.code}", TITLES["activity"][language].format(row.said("title", language)), lines)


def _recipients(version: PolicyVersion, language: str) -> Iterator[Section]:
    provided = provided_by_recipient(version)
    for row in PolicyRecipient.objects.filter(version=version):
        given = (
            LINES["provided"][language].format(line) for line in provided_lines(provided.get(row.pk, []), language)
        )
        lines = (
            *(text for text in (row.said("address", language), row.phone) if text),
            LINES["purpose"][language].format(row.said("purpose", language)),
            *given,
        )
        yield Section(f"recipient:{row.code}", TITLES["recipient"][language].format(row.said("name", language)), lines)


def _rows(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Row]:
    for tag, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Row((Piece(line),), (Piece(line),)) for line in before[a:b])
        else:
            yield from _replaced(before[a:b], after[c:d])


def _replaced(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Row]:
    for place in range(max(len(before), len(after))):
        old, new = before[place : place + 1], after[place : place + 1]
        if old and new and (pair := _words(old[0], new[0])):
            yield pair
        else:
            yield from (Row((Piece(line, changed=True),), ()) for line in old)
            yield from (Row((), (Piece(line, changed=True),)) for line in new)


def _words(before: str, after: str) -> Row | None:
    """The two lines with the words that differ marked; None where they have little in common."""
    old, new = re.findall(r"\s*\S+", before), re.findall(r"\s*\S+", after)
    match = SequenceMatcher(a=old, b=new, autojunk=False)
    if match.ratio() < ALIKE:
        return None
    steps = match.get_opcodes()
    return Row(
        _pieces((old[a:b], tag != "equal") for tag, a, b, _c, _d in steps),
        _pieces((new[c:d], tag != "equal") for tag, _a, _b, c, d in steps),
    )


def _pieces(parts: Iterable[tuple[list[str], bool]]) -> tuple[Piece, ...]:
    return tuple(Piece("".join(words), changed) for words, changed in parts if words)
