"""Who data are about, what may be processed about them, and the base of every model with values about a person."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self
from uuid import UUID

from django.core import checks
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import post_init, pre_init

from privacy.subjects.fields import BlindIndexField, SealedField
from privacy.subjects.keyring import keyring_for_writing
from privacy.subjects.querysets import PersonalQuerySet, fence_respected
from privacy.subjects.sealing import Sealed, SealedRow
from privacy.subjects.uuids import uuid7


class DataSubject(models.Model):
    """A person without any personal value; stays as a tombstone when the person's data are destroyed.

    Someone who joins again gets a new one. From `left_at` on nothing new is begun about her.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, editable=False)
    destroyed_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return f"subject {str(self.pk)[-8:]}"


class ProcessingQuerySet(models.QuerySet["Processing"]):
    """Reads of what may be processed."""

    def in_use(self) -> "ProcessingQuerySet":
        """What others may be shown something of: neither restricted by the person nor on its way out (PIPA art. 37)."""
        return self.filter(fenced_by=None, restricted_at=None, destroyed_at=None)

    def restricted(self) -> "ProcessingQuerySet":
        """What the person asked to stop using for the time being."""
        return self.exclude(restricted_at=None)


class Processing(models.Model):
    """Whether an activity may process data about a subject: the row that every write to personal data locks."""

    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="processings")
    activity = models.CharField(max_length=40)
    basis_event = models.UUIDField(null=True, help_text="The consent event that it rests on.")
    since = models.DateTimeField()
    until = models.DateField(null=True, help_text="Last day (Seoul) on which the activity may go on.")
    warned_at = models.DateTimeField(null=True)
    restricted_at = models.DateTimeField(null=True)
    fenced_by = models.UUIDField(null=True, help_text="The destruction batch that closed it to writers.")
    destroyed_at = models.DateTimeField(null=True)

    objects = ProcessingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "activity"], name="processing_once_per_subject_and_activity"),
        ]

    def __str__(self) -> str:
        return f"{self.activity} of subject {str(self.subject_id)[-8:]}"

    @property
    def is_open(self) -> bool:
        """Whether rows may be written."""
        return self.fenced_by is None and self.destroyed_at is None


class PendingNote(models.Model):
    """What the ledger has to learn of a change, committed together with it: ids, codes and times, never a value.

    The worker writes it into the ledger and removes it here, so that a copy of the database that is older than the
    change cannot forget it (docs/destruction.md). `kind` is the code of a declared `NoteKind`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=40)
    body = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"pending note {str(self.pk)[-8:]}"


class PersonalModel(models.Model):
    """Base of a model whose rows each hold one person's values, under the key of that person and `activity`.

    Put it first among the bases, and `AddFence` into the migration that creates the table. `__str__` must not read a
    sealed field. PIPA arts. 3, 21, 29.
    """

    activity: ClassVar[str]
    subject_id: UUID

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = PersonalQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def __getstate__(self) -> dict[str, Any]:
        """Pickles carry no plain value."""
        state = super().__getstate__()
        for field in _fields(type(self), SealedField):
            if field.attname in state:
                state[field.attname] = field.sealed(self)
        return state

    def save(self, **kwargs: Any) -> None:
        """Seal and write; only while the activity is open for the subject. Raises NotProcessing."""
        if self.subject_id is None:
            raise ValueError(f"A {self._meta.verbose_name} needs its subject before it is saved.")
        row: SealedRow | None = self.__dict__.get("_sealed_row")
        if row is not None and row.subject_id != self.subject_id and row.row_id == self.pk:
            raise ValueError(f"A {self._meta.verbose_name} cannot be moved to another subject.")
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = self._with_indexes(kwargs["update_fields"])
        for index in _fields(type(self), BlindIndexField):
            if index.attname not in self.__dict__ and index.is_stale(self):
                self.__dict__[index.attname] = None  # Deferred: it must be written with its source.
        with keyring_for_writing(), fence_respected():
            super().save(**kwargs)

    @classmethod
    def check(cls, **kwargs: Any) -> list[checks.CheckMessage]:
        """Also: an activity is named, and blind indexes are of sealed fields that exist."""
        errors = super().check(**kwargs)
        if not isinstance(getattr(cls, "activity", None), str):
            errors.append(checks.Error("A personal model names its activity.", obj=cls, id="privacy_subjects.E001"))
        sealed = {field.name for field in _fields(cls, SealedField)}
        for index in _fields(cls, BlindIndexField):
            if not index.sources or not sealed.issuperset(index.sources):
                errors.append(checks.Error("A blind index is of sealed fields.", obj=index, id="privacy_subjects.E002"))
        return errors

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **kwargs: Any) -> Self:
        """Tie the sealed values to their row. Nothing is opened."""
        if _is_plainly_made(cls):
            # As Model.__init__ would, at a third of its price.
            instance = cls.__new__(cls)
            instance._state = models.base.ModelState()
            instance.__dict__.update(zip(field_names, values, strict=True))
            instance._state.adding, instance._state.db = False, db
        else:
            instance = super().from_db(db, field_names, values, **kwargs)
        held = instance.__dict__
        if "subject_id" in held:
            held["_sealed_row"] = row = SealedRow(held["subject_id"], held["id"], cls.activity)
            for value in held.values():
                if value.__class__ is Sealed:
                    value.row = row
        return instance

    def sealed_row(self) -> SealedRow:
        """What ties the sealed values of this instance to subject and row; a new one when it became another row."""
        subject_id = self.subject_id  # May have to be loaded, which ties the values too.
        row: SealedRow | None = self.__dict__.get("_sealed_row")
        if row is None or not row.is_of(subject_id, self.id):
            row = SealedRow(subject_id, self.id, self.activity)
            self.__dict__["_sealed_row"] = row
            for value in self.__dict__.values():
                if value.__class__ is Sealed and value.row is None:
                    value.row = row
        return row

    def refresh_from_db(
        self, using: str | None = None, fields: Iterable[str] | None = None, from_queryset: Any = None
    ) -> None:
        """Take the values over sealed; they can be read if the row is open."""
        queryset: Any = type(self)._base_manager.all() if from_queryset is None else from_queryset
        super().refresh_from_db(using or self._state.db, fields, queryset.handing_over())
        row = self.sealed_row()
        for value in self.__dict__.values():
            if value.__class__ is Sealed and value.is_of(row):
                value.row = row

    def clean_fields(self, exclude: Iterable[str] | None = None) -> None:
        """A value that nobody opened was validated when it was sealed."""
        unopened = {name for name, value in self.__dict__.items() if value.__class__ is Sealed and not value.is_open}
        super().clean_fields(exclude={*(exclude or ()), *unopened})

    def validate_unique(self, exclude: Iterable[str] | None = None) -> None:
        """Forms do not show a blind index: check it with its source, and show the error there."""
        exclude = set(exclude or ())
        indexes = {index.name: index for index in _fields(type(self), BlindIndexField)}
        for name, index in indexes.items():
            if exclude.isdisjoint(index.sources):
                exclude.discard(name)
                setattr(self, name, index.derived(self))
        try:
            super().validate_unique(exclude=exclude)
        except ValidationError as error:
            found: dict[str, list[ValidationError]] = {}
            for name, problems in error.error_dict.items():
                source = indexes[name].sources[0] if name in indexes else name
                if name in indexes:
                    problems = [self.unique_error_message(type(self), (source,))]
                found.setdefault(source, []).extend(problems)
            raise ValidationError(found) from error

    def _with_indexes(self, names: Iterable[str]) -> set[str]:
        names = set(names)
        return names | {
            index.name for index in _fields(type(self), BlindIndexField) if not names.isdisjoint(index.sources)
        }


def _fields(model: type[models.Model], kind: type) -> list[Any]:
    return [field for field in model._meta.concrete_fields if isinstance(field, kind)]


_plainly_made: dict[type, bool] = {}


def _is_plainly_made(model: type[models.Model]) -> bool:
    """Whether nothing but Django's own constructor takes part in making an instance."""
    known = _plainly_made.get(model)
    if known is None:
        listens = pre_init.has_listeners(model) or post_init.has_listeners(model)
        known = _plainly_made[model] = model.__init__ is models.Model.__init__ and not listens
    return known
