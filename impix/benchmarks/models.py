"""The same five values of a person, kept in the four ways that are compared."""

import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models
from encrypted_fields.fields import EncryptedTextField as FernetTextField

from privacy.subjects.fields import EncryptedTextField
from privacy.subjects.models import DataSubject, PersonalModel
from privacy.subjects.uuids import uuid7

COLUMNS = ("name", "mobile", "address", "school", "note")
SHARED_CIPHER = AESGCM(bytes(32))


class SharedKeyTextField(models.BinaryField):  # type: ignore[type-arg]
    """AES-GCM under one key for everybody, bound to the field only: the cheapest encryption there is."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        nonce = os.urandom(12)
        return nonce + SHARED_CIPHER.encrypt(nonce, value.encode(), self.name.encode())

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        return SHARED_CIPHER.decrypt(value[:12], value[12:], self.name.encode()).decode()


class Row(models.Model):
    """What the rows that are not ours have in common with ours."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class PlainRow(Row):
    """No encryption."""

    name = models.TextField()
    mobile = models.TextField()
    address = models.TextField()
    school = models.TextField()
    note = models.TextField()

    def __str__(self) -> str:
        return str(self.pk)


class SharedKeyRow(Row):
    """One key for everybody: nothing can be destroyed, and values can be swapped between rows."""

    name = SharedKeyTextField()
    mobile = SharedKeyTextField()
    address = SharedKeyTextField()
    school = SharedKeyTextField()
    note = SharedKeyTextField()

    def __str__(self) -> str:
        return str(self.pk)


class FernetRow(Row):
    """django-fernet-encrypted-fields, the package that one would pick."""

    name = FernetTextField()
    mobile = FernetTextField()
    address = FernetTextField()
    school = FernetTextField()
    note = FernetTextField()

    def __str__(self) -> str:
        return str(self.pk)


class SealedRow(PersonalModel):
    """Ours: a key for each subject and activity, values bound to row and subject, opened by disclosure."""

    activity = "benchmark"

    name = EncryptedTextField()
    mobile = EncryptedTextField()
    address = EncryptedTextField()
    school = EncryptedTextField()
    note = EncryptedTextField()

    def __str__(self) -> str:
        return str(self.pk)
