"""Deleting again, in a restored database, what its owners had deleted (rule 21; `ledger.note_own_deletion`)."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from django.db import IntegrityError, models, transaction

from privacy.destruction import extent


def delete_again(bodies: Iterable[Mapping[str, Any]]) -> int:
    """Delete what there is of these rows, with the files they name; how many rows there were."""
    return sum(_delete(body["subject"], body["rows"]) for body in bodies)


def _delete(subject: str, rows: Mapping[str, list[str]]) -> int:
    count = 0
    files: list[tuple[Any, str]] = []
    # Whoever is fenced is about to be destroyed as a whole.
    with suppress(IntegrityError), transaction.atomic():
        for table in extent.extents():  # What points comes before what is pointed to.
            if ids := rows.get(table.label):
                found = table.model._base_manager.filter(**{"pk__in": ids, table.declaration.subject: subject})
                files += [(field.storage, name) for row in found for field, name in _files(row)]
                count += len(found)
                found.delete()
        transaction.on_commit(lambda: [storage.delete(name) for storage, name in files])
    return count


def _files(row: models.Model) -> list[tuple[Any, str]]:
    fields = [field for field in row._meta.concrete_fields if isinstance(field, models.FileField)]
    return [(field, getattr(row, field.attname).name) for field in fields if getattr(row, field.attname)]
