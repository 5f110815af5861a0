"""A person and her letters: two activities, every kind of sealed field, single and compound blind indexes."""

import uuid
from typing import Any

from django.db import models

from privacy.subjects.fields import BlindIndexField, EncryptedDateField, EncryptedJSONField, EncryptedTextField
from privacy.subjects.files import SealedFileStorage
from privacy.subjects.models import PersonalModel
from privacy.subjects.normalise import name_and_birth_date, phone


class Person(PersonalModel):
    activity = "test-membership"

    name = EncryptedTextField(max_length=50)
    mobile = EncryptedTextField("mobile phone", blank=True, default="")
    mobile_index = BlindIndexField("mobile", normalize=phone, unique=True)
    born = EncryptedDateField(null=True, blank=True)
    born_index = BlindIndexField("name", "born", normalize=name_and_birth_date)
    extra = EncryptedJSONField(null=True, blank=True)
    region = models.CharField(max_length=20, blank=True, default="")

    def __str__(self) -> str:
        return f"person {str(self.pk)[-8:]}"


def letter_path(letter: Any, filename: str) -> str:
    return f"test-letters/{letter.subject_id}/{uuid.uuid4()}"


class Letter(PersonalModel):
    activity = "test-letters"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="letters")
    text = EncryptedTextField()
    scan = models.FileField(upload_to=letter_path, storage=SealedFileStorage(), blank=True)

    def __str__(self) -> str:
        return f"letter {str(self.pk)[:8]}"
