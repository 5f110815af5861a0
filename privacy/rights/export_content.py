"""What an export holds: of every declared personal model one JSON file, the person's files, and an overview to read.

Driven by the registry alone: a model that is declared is exported, by default with every declared item, or by the
`export` that its declaration names. Of others it holds no value: whoever looked is named by capacity (rule 19).
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.files.base import File
from django.db import models
from django.db.models.fields.files import FieldFile
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.text import capfirst

from privacy.declarations import Personal
from privacy.policy.services import effective_version
from privacy.registry import registry
from privacy.rights.export_ledgers import LEDGERS
from privacy.rights.export_zip import Zip
from privacy.rights.held import held
from privacy.rights.models import DataExport
from privacy.rights.rendering import item_labels
from privacy.subjects.fields import BlindIndexField
from privacy.subjects.models import PersonalModel
from privacy.subjects.opening import open_own

Rows = list[dict[str, Any]]
Entry = tuple[str, Iterator[bytes]]
TOLD = (models.DateField, models.TimeField, models.BooleanField, models.IntegerField, models.DecimalField)
UNSAFE = re.compile(r"[^\w.() -]+")
SHOWN_ROWS = 100


def steps() -> int:
    """Into how many steps the work is divided."""
    return len(registry().personal()) + len(LEDGERS) + 1


class Content(File):  # type: ignore[type-arg]
    """The zip as a stream: it is never on the disk, nor as a whole in memory, before it is sealed."""

    def __init__(self, export: DataExport, *, passphrase: str, tick: Callable[[int], None]) -> None:
        self.export, self.tick = export, tick
        self.passphrase = passphrase
        self.written = 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The bytes of the zip, in the person's language."""
        archive = Zip(self.passphrase)
        with translation.override(self.export.language):
            for path, blocks in self._entries():
                for block in archive.add(path, blocks):
                    self.written += len(block)
                    yield block
        last = archive.close()
        self.written += len(last)
        yield last

    def _entries(self) -> Iterator[Entry]:
        subject_id, done = self.export.subject_id, 0
        tables: list[dict[str, Any]] = []
        for declaration in registry().personal():
            self.tick(done)
            table = _Table(declaration, subject_id)
            yield from table.entries()
            tables.append(table.shown())
            done += 1
        ledgers = {}
        for name, read in LEDGERS.items():
            self.tick(done)
            ledgers[name] = read(subject_id, self.export.language)
            yield f"{name}.json", _json(ledgers[name])
            done += 1
        self.tick(done)
        context = {
            "made_at": timezone.now(),
            "activities": held(subject_id, self.export.language),
            "tables": [table for table in tables if table["rows"] or table["withheld"]],
            **ledgers,
        }
        yield "overview.html", iter([render_to_string("privacy_rights/export/overview.html", context).encode()])


class _Table:
    """One personal model's rows about one person."""

    def __init__(self, declaration: Personal, subject_id: UUID) -> None:
        self.declaration, self.subject_id = declaration, subject_id
        self.model: type[models.Model] = apps.get_model(declaration.model)
        self.files: list[tuple[str, FieldFile]] = []
        self.rows = self._read()

    def entries(self) -> Iterator[Entry]:
        """The JSON file, then the files that it names."""
        document = {
            "model": self.declaration.model,
            "activity": self.declaration.activity,
            "withheld": list(self.declaration.withheld),
            "rows": self.rows,
        }
        yield f"data/{self.declaration.model}.json", _json(document)
        for path, file in self.files:
            yield path, _blocks(file)

    def shown(self) -> dict[str, Any]:
        """As the overview prints it, with the policy's words."""
        labels = item_labels(effective_version(), translation.get_language() or "")
        rows = [
            [(self._label(name, labels), value) for name, value in row.items() if value not in (None, "", [], {})]
            for row in self.rows[:SHOWN_ROWS]
        ]
        return {
            "title": capfirst(self.model._meta.verbose_name or ""),
            "rows": rows,
            "more": max(0, len(self.rows) - SHOWN_ROWS),
            "withheld": [self._label(name, labels) for name in self.declaration.withheld] if self.rows else [],
        }

    def _read(self) -> Rows:
        if self.declaration.export:
            return list(import_string(self.declaration.export)(subject_id=self.subject_id))
        found = self.model._base_manager.filter(**{self.declaration.subject: self.subject_id}).order_by("pk")
        rows: list[Any] = list(found)
        if issubclass(self.model, PersonalModel):
            open_own(rows, self.subject_id)
        return [self._row(row) for row in rows]

    def _row(self, row: models.Model) -> dict[str, Any]:
        """Every declared item but those withheld, and what is told beside them: times, states, numbers, links."""
        values: dict[str, Any] = {}
        for field in self.model._meta.concrete_fields:
            if field.name in self.declaration.withheld or isinstance(field, BlindIndexField):
                continue
            if field.name in self.declaration.items:
                values[field.name] = self._item(row, field)
            elif _is_told(field):
                values[field.name] = field.value_from_object(row)
        return values

    def _item(self, row: models.Model, field: Any) -> Any:
        value = getattr(row, field.attname)
        if not isinstance(value, FieldFile):
            return value
        if not value:
            return None
        code = self.declaration.items[field.name]
        named = [name for name, item in self.declaration.items.items() if item == code and name != field.name]
        own_name = str(getattr(row, named[0])) if named else "file"
        path = f"files/{self.model._meta.model_name}/{len(self.files) + 1}-{UNSAFE.sub('_', own_name)[-100:]}"
        self.files.append((path, value))
        return path

    def _label(self, name: str, labels: dict[str, str]) -> str:
        code = self.declaration.items.get(name, "")
        if code in labels or self.declaration.export:
            return capfirst(labels.get(code, name))
        return capfirst(str(self.model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def _is_told(field: Any) -> bool:
    """Whether a field that is no item of the person is told: nothing that could be a secret or somebody else's id."""
    if field.primary_key:
        return isinstance(field, models.UUIDField)
    if field.is_relation:
        about_others = (settings.AUTH_USER_MODEL, "privacy_subjects.DataSubject", "contenttypes.ContentType")
        return field.related_model._meta.label not in about_others
    return isinstance(field, TOLD) or bool(field.choices)


def _blocks(file: FieldFile) -> Iterator[bytes]:
    with file.open("rb") as opened:
        yield from opened.chunks()


def _json(document: Any) -> Iterator[bytes]:
    yield json.dumps(document, ensure_ascii=False, indent=1, default=_text).encode()


def _text(value: object) -> str:
    if isinstance(value, date | time):  # datetime too
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(f"An export cannot hold a {type(value).__name__}.")
