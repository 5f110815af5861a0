"""Whether personal models are built so that one person's rows can be found, sealed and destroyed."""

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, FileField, ForeignKey, Model
from django.utils.module_loading import import_string

from privacy.checks.coverage import Models, personal
from privacy.declarations import Personal
from privacy.registry import Registry

# Named by string, because these lie above this module.
SUBJECT = "privacy_subjects.DataSubject"
PERSONAL_MODEL = "privacy.subjects.models.PersonalModel"
SEALED_STORAGE = "privacy.subjects.files.SealedFileStorage"


def broken_subject_paths(declared: Registry, models: Models) -> Iterator[Error]:
    """E004: the declared path leads from every row, over foreign keys, to its data subject."""
    for model, declaration in personal(declared, models):
        if not _leads_to_subject(model, declaration.subject):
            message = f"{declaration.subject!r} does not lead from {model._meta.label} to a data subject."
            yield Error(message, obj=model, id="privacy.E004")


def undisposed_files(declared: Registry, models: Models) -> Iterator[Error]:
    """E005: a file outlives its row, unless it lies under its subject's prefix or somebody disposes of it."""
    sealed_storage = import_string(SEALED_STORAGE)
    for model, declaration in personal(declared, models):
        for field in model._meta.local_concrete_fields:
            if isinstance(field, FileField) and not (declaration.dispose or isinstance(field.storage, sealed_storage)):
                hint = "Store it in a SealedFileStorage, or name a dispose callable."
                yield Error(f"Nobody disposes of the files of {field}.", hint, obj=field, id="privacy.E005")


def blocking_foreign_keys(declared: Registry, models: Models) -> Iterator[Error]:
    """E006: a row that is not the person's own must not hold on to a row of his."""
    for model in models:
        declaration = declared.get(model._meta.label)
        for field in model._meta.local_concrete_fields:
            if (
                isinstance(field, ForeignKey)
                and getattr(field, "db_constraint", True)
                and _blocks(declared, declaration, field)
            ):
                hint = "Hold the subject's id instead; it survives as a tombstone."
                yield Error(f"{field} would block destruction.", hint, obj=field, id="privacy.E006")


def misplaced_encryption(declared: Registry, models: Models) -> Iterator[Error]:
    """E009: encrypted fields need a personal model, and a personal model a declaration that agrees with it."""
    base = import_string(PERSONAL_MODEL)
    for model in models:
        declaration = declared.get(model._meta.label)
        if issubclass(model, base):
            if not isinstance(declaration, Personal) or declaration.activity != getattr(model, "activity", None):
                message = f"{model._meta.label} is not declared personal for its activity."
                yield Error(message, obj=model, id="privacy.E009")
                continue
            for field in model._meta.local_concrete_fields:
                if is_sealed(field) and field.name in declaration.plain:
                    yield Error(f"{field} is sealed, so it is an item.", obj=field, id="privacy.E009")
        elif any(is_sealed(field) for field in model._meta.local_concrete_fields):
            message = f"{model._meta.label} has encrypted fields, but is no PersonalModel."
            yield Error(message, obj=model, id="privacy.E009")


def is_sealed(field: Field) -> bool:  # type: ignore[type-arg]
    """Whether the field's values are encrypted."""
    return hasattr(field, "sealed_as")


def _leads_to_subject(model: type[Model], path: str) -> bool:
    for name in path.split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        if not isinstance(field, ForeignKey):
            return False
        model = field.related_model
    return model._meta.label == SUBJECT


def _blocks(declared: Registry, declaration: object, field: "ForeignKey[Model, Model]") -> bool:
    target = field.related_model._meta.label
    if not isinstance(declared.get(target), Personal):
        return False
    if not isinstance(declaration, Personal):
        return True
    return target == settings.AUTH_USER_MODEL and declaration.subject.split("__")[0] != field.name


CHECKS = (broken_subject_paths, undisposed_files, blocking_foreign_keys, misplaced_encryption)
