"""What there is of a subject under an activity: found, hashed, counted and deleted from the declarations alone.

A model is reached by the declared path from its rows to their subject, so that a set of 500 subjects is one statement
per table. Tables come in the order in which rows can be deleted: what points comes before what is pointed to.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models, transaction

from privacy.declarations import Personal, Right
from privacy.registry import registry

Subjects = Mapping[str, Sequence[UUID]]


@dataclass(frozen=True)
class Extent:
    """One table with values about people, and the SQL that leads from its rows (`t`) to their subject."""

    declaration: Personal
    model: type[models.Model]
    source: str
    subject: str

    @property
    def label(self) -> str:
        """The model's name."""
        return self.model._meta.label

    @property
    def activity(self) -> str:
        """What its rows are processed for."""
        return self.declaration.activity

    def rows(self, subject_ids: Sequence[UUID]) -> models.QuerySet[Any]:
        """The rows about these subjects, in one order."""
        path = self.declaration.subject
        rows = self.model._base_manager.filter(**{f"{path}__in": subject_ids}).order_by("pk")
        owner = path.rpartition("__")[0]
        return rows.select_related(owner) if owner else rows

    def count(self, subject_ids: Sequence[UUID]) -> int:
        """How many rows there are about these subjects."""
        return self.rows(subject_ids).order_by().count()

    def delete(self, subject_ids: Sequence[UUID]) -> int:
        """Delete the rows about these subjects in one statement; what else points to them is cut loose before."""
        doomed = f"SELECT t.{_pk(self.model)} FROM {self.source} WHERE {self.subject} = ANY(%s)"  # noqa: S608
        ids = [list(subject_ids)]
        with connection.cursor() as cursor:
            for table, column in _loose_references(self.model):
                cursor.execute(f"UPDATE {table} SET {column} = NULL WHERE {column} IN ({doomed})", ids)  # noqa: S608
            table = _table(self.model)
            cursor.execute(f"DELETE FROM {table} WHERE {_pk(self.model)} IN ({doomed})", ids)  # noqa: S608
            return int(cursor.rowcount)


def extents(activity: str | None = None) -> list[Extent]:
    """The tables that hold values about people, of one activity or of all, in the order of deletion."""
    return [extent for extent in _all_extents() if activity in (None, extent.activity)]


def delete(subjects: Subjects) -> dict[str, int]:
    """Delete all rows of these subjects, in the caller's transaction; how many there were, by model."""
    counts = {each.label: each.delete(subjects[each.activity]) for each in extents() if each.activity in subjects}
    return {label: count for label, count in counts.items() if count}


def rehearse(subjects: Subjects) -> None:
    """Delete all rows of these subjects and take it back. Raises IntegrityError if something would not let them go."""
    with connection.cursor() as cursor:
        point = transaction.savepoint()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        delete(subjects)
        transaction.savepoint_rollback(point)


def hashes(subjects: Subjects) -> dict[tuple[str, UUID], bytes]:
    """SHA-256 over all live rows of each subject, by (activity, subject): whatever changes in them changes it."""
    found: dict[tuple[str, UUID], bytes] = {}
    for activity, subject_ids in subjects.items():
        tables = extents(activity)
        one = (
            "SELECT {subject} AS subject, sha256(convert_to('{label}' || t::text, 'UTF8')) AS line"
            " FROM {source} WHERE {subject} = ANY(%s)"
        )
        lines = [one.format(subject=each.subject, label=each.label, source=each.source) for each in tables]
        if not lines:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT subject, sha256(string_agg(line, ''::bytea ORDER BY line)) FROM ("  # noqa: S608
                + " UNION ALL ".join(lines)
                + ") AS lines GROUP BY subject",
                [list(subject_ids)] * len(lines),
            )
            found |= {(activity, subject): bytes(digest) for subject, digest in cursor.fetchall()}
    return found


def residue(subjects: Subjects) -> dict[str, int]:
    """The rows that there still are of these subjects, by model; empty when there are none."""
    counts = {each.label: each.count(subjects[each.activity]) for each in extents() if each.activity in subjects}
    return {label: count for label, count in counts.items() if count}


@cache
def _all_extents() -> list[Extent]:
    found = {}
    for declaration in registry().personal():
        model = apps.get_model(declaration.model)
        # What may not even be deleted by the worker has a clock of its own, as the access log has.
        if Right.DELETE in registry().rights(declaration.model, "worker"):
            found[model] = Extent(declaration, model, *_path(model, declaration.subject))
    order = TopologicalSorter({model: _pointing_at(model, found) for model in found}).static_order()
    return [found[model] for model in order]


def _pointing_at(model: type[models.Model], among: Iterable[type[models.Model]]) -> set[type[models.Model]]:
    """The other personal models with a foreign key to this one."""
    return {
        other
        for other in among
        for field in other._meta.concrete_fields
        if other is not model and field.is_relation and field.related_model is model
    }


def _loose_references(model: type[models.Model]) -> list[tuple[str, str]]:
    """The columns that point to this model and survive it: their rows lose the reference, as `SET_NULL` says."""
    return [
        (_table(other), connection.ops.quote_name(field.column))
        for other in apps.get_models(include_auto_created=True)
        for field in other._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model is model
        and field.remote_field.on_delete is models.SET_NULL
    ]


def _path(model: type[models.Model], path: str) -> tuple[str, str]:
    """FROM clause and subject column of a declared path such as `user__subject`."""
    source, here = f"{_table(model)} AS t", "t"
    *relations, last = path.split("__")
    for place, name in enumerate(relations):
        field: Any = model._meta.get_field(name)
        model, there = field.related_model, f"t{place}"
        target = connection.ops.quote_name(field.target_field.column)
        column = connection.ops.quote_name(field.column)
        source += f" JOIN {_table(model)} AS {there} ON {there}.{target} = {here}.{column}"
        here = there
    final: Any = model._meta.get_field(last)
    return source, f"{here}.{connection.ops.quote_name(final.column)}"


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _pk(model: type[models.Model]) -> str:
    return connection.ops.quote_name(str(model._meta.pk.column))
