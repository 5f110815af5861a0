"""The one door to other people's values: first the access row, committed, then the opening.

Nothing else may call `privacy.subjects.opening.open_rows`. Policy art. 7: access records are kept and not falsified.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import models, transaction

from privacy.audit.actors import Actor
from privacy.audit.choices import Action
from privacy.audit.exceptions import ReasonMissing, Undeclared
from privacy.audit.models import Access, AccessEvent, distinct
from privacy.declarations import Personal
from privacy.registry import registry
from privacy.subjects.models import PersonalModel
from privacy.subjects.opening import open_rows

Row = TypeVar("Row", bound=models.Model)


def disclose(
    rows: Iterable[Row],
    *,
    to: Actor,
    items: Collection[str] | None = None,
    reason: str,
    action: Action = Action.VIEW,
    query: str = "",
    alongside: Callable[[], None] | None = None,
) -> list[Row]:
    """Log that `to` sees `items` (field names; None: all) of these rows, commit that, then open them.

    Refuses to run inside a transaction: what is rolled back later would have been seen without a trace. If the log
    cannot be written, nothing is opened. `alongside` writes what belongs to the same transaction.
    """
    found = list(rows)
    if found:
        disclose_together([(found, items)], to=to, reason=reason, action=action, query=query, alongside=alongside)
    return found


def disclose_together(
    parts: Sequence[tuple[Collection[models.Model], Collection[str] | None]],
    *,
    to: Actor,
    reason: str,
    action: Action = Action.VIEW,
    query: str = "",
    alongside: Callable[[], None] | None = None,
) -> None:
    """The same for rows of several models, each with the field names that are seen: one look, one record."""
    if not reason.strip():
        raise ReasonMissing(action)
    accesses = distinct(access_to(row, items) for rows, items in parts for row in rows)
    with transaction.atomic(durable=True):
        AccessEvent.objects.write(accesses, by=to, action=action, reason=reason, query=query)
        if alongside is not None:
            alongside()
    for rows, items in parts:
        sealed = [row for row in rows if isinstance(row, PersonalModel)]
        if sealed:
            open_rows(sealed, items)


def record(
    *,
    by: Actor,
    action: Action,
    subjects: Collection[UUID] = (),
    items: Collection[str] = (),
    reason: str = "",
    query: str = "",
    granted: bool = True,
) -> list[int]:
    """Log an act that opens nothing here: an empty search, an export, a change, an attempt that was denied.

    `items` are item codes. Inside a transaction the rows share its fate, which is right for a change and wrong for
    everything else.
    """
    accesses = [Access(subject_id, tuple(items)) for subject_id in subjects] or [Access(None, tuple(items))]
    with transaction.atomic(durable=action != Action.CHANGE):
        return AccessEvent.objects.write(accesses, by=by, action=action, reason=reason, query=query, granted=granted)


def export_accesses(*, subject_id: UUID) -> Iterator[dict[str, Any]]:
    """What others did with a person's data, as she may read it: in which capacity, never who (rule 19)."""
    for event in AccessEvent.objects.about(subject_id).order_by("seq").iterator():
        yield {
            "at": event.at,
            "capacity": str(event.get_actor_kind_display()),
            "action": str(event.get_action_display()),
            "granted": event.granted,
            "items": event.items,
        }


def access_to(row: models.Model, items: Collection[str] | None) -> Access:
    """Whose data a row holds, and the item codes of the named fields, both as declared. Raises Undeclared."""
    declaration = registry().get(row._meta.label)
    if not isinstance(declaration, Personal):
        raise Undeclared(row._meta.label)
    fields = declaration.items if items is None else items
    if unknown := set(fields) - set(declaration.items):
        raise Undeclared(f"{row._meta.label}: {', '.join(sorted(unknown))}")
    codes = {declaration.items[field] for field in fields}
    return Access(subject_of(row, declaration), tuple(codes))


def subject_of(row: models.Model, declaration: Personal) -> UUID | None:
    """Follow the declared path from a row to its subject's id."""
    *relations, last = declaration.subject.split("__")
    owner: models.Model | None = row
    for relation in relations:
        owner = getattr(owner, relation)
    found: UUID | None = getattr(owner, row_id_name(owner, last)) if owner else None
    return found


def row_id_name(owner: models.Model, name: str) -> str:
    """The attribute that holds a relation's id without a query."""
    attname: str = owner._meta.get_field(name).attname  # type: ignore[union-attr]
    return attname
