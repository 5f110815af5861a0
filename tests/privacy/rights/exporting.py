"""Building an export and reading it, and people of whom everything is stored that the registry declares."""

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models
from pytest_django import Settings

from members.models import Member
from privacy.audit.actors import Actor, ActorKind
from privacy.audit.choices import Action
from privacy.audit.services import record
from privacy.declarations import Personal
from privacy.registry import registry
from privacy.rights import exports
from privacy.rights.models import DataExport
from privacy.subjects.fields import BlindIndexField, EncryptedDateField, EncryptedJSONField
from privacy.subjects.files import SealedFileStorage, file_name
from privacy.subjects.models import PersonalModel
from privacy.subjects.opening import open_own, scope
from privacy.subjects.services import open_activity
from resumes.services import attach
from tests.people import apply_to, make_member, make_resume, pdf


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def alice() -> Member:
    member = make_member("alice")
    EmailAddress.objects.create(user=member, email="alice@example.org", verified=True, primary=True)
    return member


def built(member: Member, passphrase: str = "") -> DataExport:
    export = exports.order(subject_id=member.subject_id, language="ko", passphrase=passphrase)
    assert exports.build(export_id=export.pk)
    export.refresh_from_db()
    return export


def read(file: Any) -> bytes:
    with file.open("rb") as opened:
        return bytes(opened.read())


def content(export: DataExport) -> dict[str, bytes]:
    """What the person finds in the file, by name."""
    with scope():
        open_own([export], export.subject_id)
        archive = zipfile.ZipFile(io.BytesIO(read(export.file)))
        return {name: archive.read(name) for name in archive.namelist()}


def canary(field: Any, mark: str) -> Any:
    """A value of one person for one field that is found again."""
    if isinstance(field, EncryptedDateField):
        return date(1971, 3, 4) if mark == "alice" else date(1982, 5, 6)
    if isinstance(field, EncryptedJSONField | models.JSONField):
        return [f"{mark} {field.model.__name__} {field.name}"]
    if isinstance(field, models.GenericIPAddressField):
        return "203.0.113.7" if mark == "alice" else "198.51.100.9"
    length = getattr(field, "max_length", None) or 200
    return f"{mark[0]}{uuid4().hex}"[:length]


def fill(declaration: Personal, subject_id: UUID, mark: str) -> None:
    """See to it that the person has a row of this model, with a value in every declared item."""
    model: Any = apps.get_model(declaration.model)
    rows = model._base_manager.filter(**{declaration.subject: subject_id})
    row = rows.first() or model()
    if isinstance(row, PersonalModel) and not row._state.adding:
        open_own([row], subject_id)
    for field in model._meta.concrete_fields:
        value = _value(field, row, declaration, subject_id, mark)
        if value is not None:
            setattr(row, field.attname, value)
    row.save()


def _value(field: Any, row: Any, declaration: Personal, subject_id: UUID, mark: str) -> Any:
    """What to put into an empty field; None: leave it as it is."""
    if getattr(row, field.attname):
        return None
    if field.is_relation:
        return None if field.null else _target(field, subject_id)
    if isinstance(field, models.FileField):
        name = file_name(activity=declaration.activity, subject_id=subject_id, file_id=uuid4())
        return SealedFileStorage().save(name, ContentFile(f"{mark} file".encode()))
    if field.name in declaration.items and not isinstance(field, BlindIndexField):
        return canary(field, mark)
    if field.unique and isinstance(field, models.CharField):
        return uuid4().hex[: field.max_length]
    if not isinstance(field, models.DateField) or field.null:
        return None
    return datetime.now(UTC) if isinstance(field, models.DateTimeField) else datetime.now(UTC).date()


def _target(field: Any, subject_id: UUID) -> Any:
    target = field.related_model
    if target._meta.label == "privacy_subjects.DataSubject":
        return subject_id
    declared = registry().get(target._meta.label)
    own = {declared.subject: subject_id} if isinstance(declared, Personal) else {}
    found = target._base_manager.filter(**own).first()
    assert found is not None, f"{field} needs a row to point to: make one in this test's world."
    if field.unique and not own:  # One of its own, like the first but for its id.
        found.pk, found._state.adding = uuid4(), True
        for link in target._meta.concrete_fields:
            if link.is_relation and link.unique and link.null:
                setattr(found, link.attname, None)
        found.save()
    return found.pk


def live(member: Member, mark: str, posting: Any) -> None:
    """Everything that can be stored about a member, by the users' services and then by the registry."""
    for declaration in registry().personal():
        open_activity(subject_id=member.subject_id, activity=declaration.activity)
    with scope():
        resume = make_resume(member, name=f"{mark}-name", introduction=f"{mark}-words")
        attach(resume=resume, upload=pdf(f"{mark}-pdf".encode()))
        apply_to(posting, resume)
        record(by=Actor(ActorKind.STAFF, uuid4()), action=Action.VIEW, subjects=[member.subject_id], items=["name"])
        for declaration in registry().personal():
            if set(declaration.items) - set(declaration.withheld):
                fill(declaration, member.subject_id, mark)
