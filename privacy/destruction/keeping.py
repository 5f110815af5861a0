"""What goes into the archive: of each kept record exactly the items that its law names, as one document."""

import base64
import json
from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.db import models
from django.db.models.fields.files import FieldFile

from privacy.archive.transfer import Parcel
from privacy.audit.actors import SYSTEM
from privacy.audit.choices import Action
from privacy.audit.services import disclose, subject_of
from privacy.declarations import Personal
from privacy.destruction import extent
from privacy.destruction.models import ArchiveEntry, DestructionBatch
from privacy.subjects.fields import BlindIndexField
from privacy.subjects.opening import scope

Document = dict[str, list[dict[str, Any]]]


def parcels(batch: DestructionBatch) -> list[Parcel]:
    """One parcel for each kept record of the batch that has any content. The opening is in the access log.

    Not inside a transaction: what is read is logged, and the log committed, before it is opened.
    """
    by_kind: dict[tuple[str, str, tuple[str, ...]], list[ArchiveEntry]] = {}
    for entry in batch.entries().select_related("item").order_by("pk"):
        activity = entry.item.activity if entry.item else ""  # The entries of a batch all have an item.
        by_kind.setdefault((activity, entry.rule, tuple(entry.items)), []).append(entry)
    found = []
    with scope():
        for (activity, _rule, items), entries in by_kind.items():
            documents = _documents(activity, set(items), [entry.subject_id for entry in entries], batch)
            found += [_parcel(entry, documents[entry.subject_id]) for entry in entries if entry.subject_id in documents]
    return found


def _parcel(entry: ArchiveEntry, document: Document) -> Parcel:
    return Parcel(
        id=entry.pk,
        subject_id=entry.subject_id,
        preservation=entry.rule,
        law=entry.law,
        items=tuple(entry.items),
        keep_until=entry.keep_until,
        content=json.dumps(document, ensure_ascii=False, sort_keys=True, default=_text).encode(),
    )


def _documents(
    activity: str, items: set[str], subject_ids: list[UUID], batch: DestructionBatch
) -> dict[UUID, Document]:
    """The kept values of each subject, by model; subjects of whom there is nothing to keep are left out."""
    found: dict[UUID, Document] = {}
    for table in extent.extents(activity):
        fields = [
            name
            for name, item in table.declaration.items.items()
            if item in items and not isinstance(table.model._meta.get_field(name), BlindIndexField)
        ]
        if not fields:
            continue
        rows = disclose(
            table.rows(subject_ids),
            to=SYSTEM,
            items=fields,
            reason=f"copy to the archive, plan {batch.plan.number}",
            action=Action.EXPORT,
        )
        for row in rows:
            subject_id = cast(UUID, subject_of(row, table.declaration))  # By this path the row was found.
            found.setdefault(subject_id, {}).setdefault(table.label, []).append(_values(row, fields, table.declaration))
    return found


def _values(row: models.Model, fields: Iterable[str], declaration: Personal) -> dict[str, Any]:
    """The kept fields of a row, with its id and times: without them a record of an event says nothing."""
    beside = [
        name
        for name in declaration.plain
        if isinstance(row._meta.get_field(name), models.DateField) or row._meta.get_field(name) is row._meta.pk
    ]
    return {name: _value(row, name) for name in sorted({*fields, *beside})}


def _value(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    if not isinstance(value, FieldFile):
        return value
    if not value:
        return None
    with value.open() as file:
        return base64.b64encode(file.read()).decode()


def _text(value: object) -> str:
    if isinstance(value, date | time):  # datetime too
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(f"An archived record cannot hold a {type(value).__name__}.")
