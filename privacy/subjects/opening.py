"""Opening sealed rows: the one door to personal values.

`privacy.audit` writes and commits who reads what about whom, and then calls `open_rows`; nobody else may. The person
herself reads through `open_own`. What is opened stays readable while the scope lasts: one request, or one batch of a
task.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from functools import cache
from uuid import UUID

from django.db.models import FileField

from privacy.subjects.exceptions import NotDisclosed
from privacy.subjects.keyring import Keyring, current_keyring, new_keyring
from privacy.subjects.models import PersonalModel


def scope() -> AbstractContextManager[Keyring]:
    """Begin a scope; all that is opened in it becomes unreadable at its end."""
    return new_keyring()


def open_rows(rows: Iterable[PersonalModel], items: Iterable[str] | None = None) -> None:
    """Let the items (field names; None: all) of the rows be read in this scope; one key query for all of them.

    Only for `privacy.audit`, after its row is committed.
    """
    rows = list(rows)
    ring = current_keyring()
    if ring is None:
        raise NotDisclosed("Nothing opens outside a scope: use privacy.subjects.opening.scope().")
    allowed = None if items is None else frozenset(items)
    wanted: dict[str, list[UUID]] = {}
    for row in rows:
        sealed_row = row.sealed_row()
        sealed_row.open(ring, allowed)
        wanted.setdefault(sealed_row.activity, []).append(sealed_row.subject_id)
        if _file_fields(type(row)):
            ring.disclosed_files.update(_file_names(row, allowed))
    ring.load(wanted)


def open_own(rows: Iterable[PersonalModel], subject_id: UUID) -> None:
    """Open a person's rows to the person herself. Raises NotDisclosed if one of them is somebody else's."""
    rows = list(rows)
    if any(row.subject_id != subject_id for row in rows):
        raise NotDisclosed("These are not all rows of the person who reads them.")
    open_rows(rows)


def _file_names(row: PersonalModel, items: frozenset[str] | None) -> list[str]:
    fields = [name for name in _file_fields(type(row)) if items is None or name in items]
    return [file.name for name in fields if (file := getattr(row, name))]


@cache
def _file_fields(model: type[PersonalModel]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, FileField)]
