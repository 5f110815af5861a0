"""Querysets of personal models: what cannot be done to sealed columns is refused before it reaches the database."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, Self, TypeVar

from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import DatabaseError, models
from django.db.models import Q
from django.db.models.expressions import F, OrderBy
from django.db.models.query import ModelIterable
from django.utils import timezone

from privacy.clocks import seoul_date
from privacy.subjects.exceptions import NotProcessing
from privacy.subjects.fields import BlindIndexField, SealedField
from privacy.subjects.keyring import keyring_for_writing
from privacy.subjects.operations import FENCED

Row = TypeVar("Row", bound=models.Model)


@contextmanager
def fence_respected() -> Iterator[None]:
    """The database's refusal to write about a fenced subject comes out as NotProcessing."""
    try:
        yield
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", None) == FENCED:
            raise NotProcessing(str(error).splitlines()[0]) from error
        raise


class HandingOver(ModelIterable):  # type: ignore[type-arg]
    """Rows whose sealed values are taken over by another instance of the same row, unopened."""

    def __iter__(self) -> Iterator[models.Model]:
        for row in super().__iter__():
            row.__dict__["_hands_over"] = True
            yield row


class PersonalQuerySet(models.QuerySet[Row]):
    """Reads and set-based writes of personal rows."""

    def handing_over(self) -> Self:
        """For refresh_from_db only."""
        clone = self.all()
        clone._iterable_class = HandingOver
        return clone

    def only(self, *fields: Any) -> Self:
        """Also loads whose each row is, without which nothing in it opens."""
        return super().only(*fields, *_subjects_beside(self.model, fields))

    def defer(self, *fields: Any) -> Self:
        """Leaves no row without its subject."""
        return super().defer(*[field for field in fields if field is None or field.rsplit("__")[-1] != "subject"])

    def in_force(self) -> Self:
        """Rows whose activity may go on today for their subject: what ran out is neither shown nor used."""
        on = Q(subject__processings__until=None) | Q(subject__processings__until__gte=seoul_date(timezone.now()))
        return self.filter(
            on,
            subject__processings__activity=self.model.activity,  # type: ignore[attr-defined]
            subject__processings__fenced_by=None,
            subject__processings__destroyed_at=None,
        )

    def in_chunks(self, size: int = 500) -> Iterator[list[Row]]:
        """All rows, some at a time, so that each chunk can be disclosed by one log insert and one key query."""
        rows = self.iterator(chunk_size=size)
        while chunk := list(islice(rows, size)):
            yield chunk

    def order_by(self, *field_names: Any) -> Self:
        self._refuse_ordering(field_names)
        return super().order_by(*field_names)

    def _earliest(self, *fields: Any) -> Row:
        self._refuse_ordering(fields)
        row: Row = super()._earliest(*fields)  # type: ignore[misc]
        return row

    def update(self, **kwargs: Any) -> int:
        self._refuse_writing("update()", kwargs)
        with fence_respected():
            return super().update(**kwargs)

    def bulk_update(self, objs: Iterable[Row], fields: Iterable[str], batch_size: int | None = None) -> int:
        fields = list(fields)
        self._refuse_writing("bulk_update()", fields)
        return super().bulk_update(objs, fields, batch_size)

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        """Seals with one key query for all rows."""
        rows = list(objs)
        if kwargs.get("update_fields"):
            self._refuse_writing("An upsert", kwargs["update_fields"])
        with keyring_for_writing() as ring, fence_respected():
            ring.load({self.model.activity: {row.subject_id for row in rows}})  # type: ignore[attr-defined]
            return super().bulk_create(rows, *args, **kwargs)

    def _refuse_writing(self, what: str, names: Iterable[str]) -> None:
        for name in names:
            field = self.model._meta.get_field(name)
            if isinstance(field, SealedField | BlindIndexField) or name in ("subject", "subject_id"):
                raise FieldError(f"{what} cannot write {field}: values are sealed row by row, so save the instances.")

    def _refuse_ordering(self, names: Iterable[Any]) -> None:
        for name in names:
            inner = name.expression if isinstance(name, OrderBy) else name
            path = getattr(inner, "name", None) if isinstance(inner, F) else inner
            if isinstance(path, str) and (field := _sealed_at(self.model, path.lstrip("-+"))):
                raise FieldError(f"Rows cannot be ordered by {field}: it is sealed, and ciphertext has no order.")


def _sealed_at(model: type[models.Model], path: str) -> SealedField | None:
    """The sealed field at the end of a look-up path."""
    field: Any = None
    for name in path.split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        model = field.related_model or model
    return field if isinstance(field, SealedField) else None


def _subjects_beside(model: type[models.Model], paths: Iterable[Any]) -> set[str]:
    """The paths of the subjects of all personal rows that the paths touch."""
    subjects = {"subject"}
    for path in paths:
        here, prefix = model, ""
        for name in str(path).split("__")[:-1]:
            prefix += f"{name}__"
            here = here._meta.get_field(name).related_model  # type: ignore[assignment]
            if hasattr(here, "sealed_row"):
                subjects.add(f"{prefix}subject")
    return subjects
