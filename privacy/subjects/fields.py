"""Encrypted model fields. This import path is stable for ever: migrations name it.

A value is encrypted under the key of its subject and activity when it is saved, and opens only by a disclosure
(`privacy.subjects.opening`). The database sees neither values nor equality; look-ups go through a `BlindIndexField`.
PIPA arts. 24, 29; policy art. 7.
"""

import datetime
import hmac
import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NoReturn

from django import forms
from django.conf import settings
from django.core.exceptions import FieldError, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.lookups import IsNull
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from privacy.subjects import envelope
from privacy.subjects.exceptions import KeyDestroyed, NotProcessing
from privacy.subjects.keyring import cipher_for_writing
from privacy.subjects.sealing import UNOPENED, Sealed, SealedAttribute

__all__ = ["BlindIndexField", "EncryptedDateField", "EncryptedJSONField", "EncryptedTextField"]


class SealedField(models.Field):  # type: ignore[type-arg]
    """Base of the encrypted fields.

    `sealed_as` is the label that is authenticated with every value, "app.model.field" unless given. Give the old one
    when a field or model is renamed: under another label no stored value opens.
    """

    descriptor_class = SealedAttribute
    empty_strings_allowed = False
    is_mutable = False

    def __init__(self, *args: Any, sealed_as: str | None = None, **kwargs: Any) -> None:
        if kwargs.get("unique") or kwargs.get("db_index") or kwargs.get("primary_key"):
            raise FieldError("A sealed field cannot be unique or indexed: add a BlindIndexField.")
        self.sealed_as = sealed_as
        kwargs["serialize"] = False  # dumpdata leaves the column out.
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        self.label = self.sealed_as or f"{cls._meta.label_lower}.{name}"
        self.label_bytes = envelope.label_bytes(self.label)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Migrations always carry the label, so that a rename shows up as a change of it."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("serialize", None)
        if label := getattr(self, "label", self.sealed_as):
            kwargs["sealed_as"] = label
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "BinaryField"

    def to_bytes(self, value: Any) -> bytes:
        """The bytes to encrypt."""
        raise NotImplementedError

    def from_bytes(self, plain: bytes) -> Any:
        """The value that was encrypted."""
        raise NotImplementedError

    def from_db_value(self, value: bytes | None, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value, self)

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        sealed = self.sealed(model_instance)
        model_instance.__dict__[self.attname] = sealed
        return sealed

    def sealed(self, instance: Any) -> Sealed | None:
        """The value of the instance's attribute, encrypted for its row; as it is if it was not touched."""
        value = instance.__dict__.get(self.attname)
        if value is None:
            return None
        row = instance.sealed_row()
        if value.__class__ is Sealed:
            stays = value.is_of(row)
            if stays and value.field.label == self.label and not (self.is_mutable and value.plain is not UNOPENED):
                return value
            value = value.peek() if stays else value.read()
        plain = self.to_python(value)
        try:
            cipher = cipher_for_writing(row.activity, row.subject_id)
        except KeyDestroyed as error:
            raise NotProcessing(str(error)) from error
        raw = envelope.seal(cipher, self.to_bytes(plain), self.label_bytes + row.bound())
        return Sealed(raw, self, row, plain, is_new=True)

    def get_db_prep_save(self, value: Any, connection: Any) -> bytes | None:
        """Only what was sealed for its row goes to the database; this refuses update(), loaddata and raw saves."""
        if value is None:
            return None
        if value.__class__ is not Sealed:
            raise FieldError(f"{self.label} is sealed row by row: assign it to an instance and save that.")
        return value.raw

    def get_lookup(self, lookup_name: str) -> type[IsNull]:
        """Only `isnull` can be asked of a sealed value."""
        if lookup_name != "isnull":
            self._refuse_lookup(lookup_name)
        return IsNull

    def get_transform(self, lookup_name: str) -> NoReturn:
        self._refuse_lookup(lookup_name)

    def _refuse_lookup(self, lookup_name: str) -> NoReturn:
        fields = self.model._meta.concrete_fields
        indexes = [field.name for field in fields if isinstance(field, BlindIndexField) and self.name in field.sources]
        advice = f"look it up by {' or '.join(indexes)}" if indexes else "add a BlindIndexField"
        raise FieldError(f"{self.label} is sealed and knows no look-up {lookup_name!r}: {advice}.")

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """Also refuses half surrogate pairs, which no encoding can hold."""
        value = super().clean(value, model_instance)
        try:
            self.to_bytes(value) if value is not None else b""
        except UnicodeEncodeError:
            raise ValidationError(_("Enter valid text."), code="invalid") from None
        return value

    def value_to_string(self, obj: models.Model) -> str:
        raise FieldError(f"{self.label} is sealed and is not serialised.")


class EncryptedTextField(SealedField):
    """Text; `max_length` is checked by forms and validation."""

    description = _("Encrypted text")
    empty_strings_allowed = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def to_python(self, value: Any) -> str | None:
        return value if value is None or isinstance(value, str) else str(value)

    def to_bytes(self, value: str) -> bytes:
        return value.encode()

    def from_bytes(self, plain: bytes) -> str:
        return plain.decode()

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        defaults: dict[str, Any] = {"max_length": self.max_length}
        if self.choices is None and self.max_length is None:
            defaults["widget"] = forms.Textarea
        if self.null:
            defaults["empty_value"] = None
        return super().formfield(**defaults | kwargs)


class EncryptedDateField(SealedField):
    """A date."""

    description = _("Encrypted date")

    def to_python(self, value: Any) -> datetime.date | None:
        if isinstance(value, datetime.datetime):
            return value.date()
        if value is None or isinstance(value, datetime.date):
            return value
        try:
            day = parse_date(value)
        except (TypeError, ValueError):
            day = None
        if day is None:
            raise ValidationError(_("Enter a valid date."), code="invalid")
        return day

    def to_bytes(self, value: datetime.date) -> bytes:
        return value.isoformat().encode()

    def from_bytes(self, plain: bytes) -> datetime.date:
        return datetime.date.fromisoformat(plain.decode())

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": forms.DateField} | kwargs)


class EncryptedJSONField(SealedField):
    """A JSON document. It may be changed in place, so it is sealed anew at every save after it was opened."""

    description = _("Encrypted JSON document")
    is_mutable = True

    def to_bytes(self, value: Any) -> bytes:
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")).encode()

    def from_bytes(self, plain: bytes) -> Any:
        return json.loads(plain)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": forms.JSONField} | kwargs)


@lru_cache
def _index_key(secret: str, label: str) -> bytes:
    return hmac.digest(secret.encode(), b"impix blind index 1 " + label.encode() + b"\x01", "sha256")


class BlindIndexField(models.BinaryField):  # type: ignore[type-arg]
    """A keyed hash of one or more sealed fields of the row, by which rows are found without opening any.

    `filter(mobile_index="010 1234 5678")` just works; several sources are looked up by a tuple. `normalize` says what
    counts as equal. It is derived at every save; what normalises to nothing has no index. Never index what many people
    share (sex, birth date, address alone): equal values are visible as equal.
    """

    description = _("Blind index")
    bytes_kept = 16

    def __init__(
        self, *sources: str, normalize: Callable[[Any], str], sealed_as: str | None = None, **kwargs: Any
    ) -> None:
        self.sources = sources
        self.normalize = normalize
        self.sealed_as = sealed_as
        self.db_index: bool
        kwargs |= {"editable": False, "null": True, "serialize": False}
        kwargs.setdefault("db_index", not kwargs.get("unique"))
        super().__init__(**kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        self.label = self.sealed_as or f"{cls._meta.label_lower}.{name}"

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """As of the encrypted fields: the label goes into the migrations."""
        name, path, _args, kwargs = super().deconstruct()
        for implied in ("editable", "null", "serialize"):
            kwargs.pop(implied, None)
        kwargs |= {"normalize": self.normalize, "db_index": self.db_index}
        if label := getattr(self, "label", self.sealed_as):
            kwargs["sealed_as"] = label
        return name, path, list(self.sources), kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        index = self.derived(model_instance)
        model_instance.__dict__[self.attname] = index
        return index

    def is_stale(self, instance: models.Model) -> bool:
        """Whether a source was assigned since the row was loaded."""
        held = [instance.__dict__[source] for source in self.sources if source in instance.__dict__]
        return any(value.__class__ is not Sealed or value.is_new for value in held)

    def derived(self, instance: models.Model) -> bytes | None:
        """The index of the instance's values; looks into values that were sealed a moment ago in the same save."""
        held = [instance.__dict__.get(source) for source in self.sources]
        if any(value is None for value in held):
            return None
        if not self.is_stale(instance):
            kept: bytes | None = getattr(instance, self.attname)
            return kept
        plain = [value.peek() if value.__class__ is Sealed else value for value in held]
        return self.get_prep_value(plain[0] if len(plain) == 1 else tuple(plain))

    def get_prep_value(self, value: Any) -> bytes | None:
        """The index of a plain value; an index stays as it is."""
        if value is None or isinstance(value, bytes | memoryview):
            return value if value is None else bytes(value)
        normal = self.normalize(value)
        if not normal:
            return None
        key = _index_key(settings.BLIND_INDEX_KEY, self.label)
        return hmac.digest(key, normal.encode(), "sha256")[: self.bytes_kept]

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(self.get_prep_value(value), connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        """Equal, one of, or missing: nothing else can be asked of a hash."""
        if lookup_name not in ("exact", "in", "isnull"):
            raise FieldError(f"{self.label} is a blind index and knows no look-up {lookup_name!r}.")
        return super().get_lookup(lookup_name)
