"""Loads the published classifications of the project: regions, KSIC 11 industries, KECO 2025 occupations."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.classifications import Classification


class BadFile(Exception):
    """A file of reference data is not what it should be; says which line, and why."""


@dataclass(frozen=True)
class Source:
    """A classification and the file that it is read from."""

    model: str
    path: Path


SOURCES = (
    Source("members.Region", settings.BASE_DIR / "members/data/regions.csv"),
    Source("corporate.Industry", settings.BASE_DIR / "corporate/data/ksic-11.csv"),
    Source("resumes.Occupation", settings.BASE_DIR / "resumes/data/keco-2025.csv"),
)


@dataclass(frozen=True)
class Loaded:
    """How many codes a file brought, changed and closed."""

    added: int
    changed: int
    closed: int


def load(source: Source) -> Loaded:
    """Make a classification what its file says, all or nothing. Needs the owner's rights on the default database.

    A code that is no longer in the file is closed and stays, because rows point to it; one that returns is open again.
    """
    model = apps.get_model(source.model)
    published = {row.code: row for row in _read(model, source.path)}
    with transaction.atomic():
        present = model.objects.in_bulk()
        added = [row for code, row in published.items() if code not in present]
        changed = [row for code, row in published.items() if code in present and _values(row) != _values(present[code])]
        fields = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
        model.objects.bulk_create(added)
        model.objects.bulk_update(changed, fields) if changed else None
        gone = model.objects.current().exclude(code__in=published)
        closed = gone.update(closed_on=timezone.localdate())
    return Loaded(len(added), len(changed), closed)


def _read(model: type[Classification], path: Path) -> Iterator[Classification]:
    known: dict[str, Classification] = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.DictReader(file, strict=True, restval="")
            _require_columns(model, path, lines.fieldnames or [])
            for line in lines:
                try:
                    row = _row(model, line, known)
                except (ValueError, ValidationError) as fault:
                    raise BadFile(f"{path}, line {lines.line_num}: {_words(fault)}") from fault
                known[row.code] = row
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise BadFile(f"{path}: {fault}") from fault
    if not known:
        raise BadFile(f"{path}: no rows")
    yield from known.values()


def _require_columns(model: type[Classification], path: Path, columns: Sequence[str]) -> None:
    required = {"code", "parent", "name_ko", *({"short_ko"} if hasattr(model, "short_ko") else ())}
    if not required <= set(columns):
        raise BadFile(f"{path}: the first line must name {', '.join(sorted(required))}")


def _row(model: type[Classification], line: dict[str, str], known: dict[str, Classification]) -> Classification:
    if None in line:
        raise ValueError("more values than columns")
    if not "".join(line.values()).isprintable():
        raise ValueError("a control character")
    code, parent = line["code"], line["parent"]
    if code in known:
        raise ValueError(f"code {code} stands twice")
    if parent and parent not in known:
        raise ValueError(f"{code} belongs to {parent}, which does not stand above it")
    level = known[parent].level + 1 if parent else 1
    if line.get("level", str(level)) != str(level):
        raise ValueError(f"{code} says level {line['level']}, its place says {level}")
    values: dict[str, Any] = {name: _tidy(line[name]) for name in ("name_ko", "name_en", "short_ko") if name in line}
    row = model(**{**values, "code": code, "parent": known.get(parent), "level": level})
    row.clean_fields(exclude=["parent", "closed_on"])
    return row


def _tidy(name: str) -> str:
    """KSIC prints short section names with their letters spaced out ("광 업"); that is layout, not spelling."""
    letters = name.split()
    return "".join(letters) if all(len(letter) == 1 for letter in letters) else " ".join(letters)


def _values(row: Classification) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _words(fault: Exception) -> str:
    if isinstance(fault, ValidationError):
        return "; ".join(f"{field}: {' '.join(texts)}" for field, texts in fault.message_dict.items())
    return str(fault)
