"""Whether everything is declared, and everything declared is there."""

import sysconfig
from collections.abc import Iterable, Iterator
from importlib.util import find_spec

from django.apps import apps
from django.core.checks import Error
from django.db.models import Model
from django.utils.module_loading import import_string

from privacy.declarations import Personal
from privacy.registry import Registry

Models = Iterable[type[Model]]


def undeclared_models(declared: Registry, models: Models) -> Iterator[Error]:
    """E001: also auto-created tables and those of other packages."""
    for model in models:
        if declared.get(model._meta.label) is None:
            hint = "Declare it in the personal_data.py of the app that brings it."
            yield Error(f"{model._meta.label} is not declared.", hint, obj=model, id="privacy.E001")


def undeclared_fields(declared: Registry, models: Models) -> Iterator[Error]:
    """E002: every column of a personal model is an item of the policy, or plain."""
    for model, declaration in personal(declared, models):
        known = {*declaration.items, *declaration.plain}
        for field in model._meta.local_concrete_fields:
            if field.name not in known:
                hint = "Name its item, or list it as plain."
                yield Error(f"{field} is neither an item nor plain.", hint, obj=field, id="privacy.E002")


def gone(declared: Registry, models: Models) -> Iterator[Error]:
    """E003: a declaration outlived its model or field."""
    by_label = {model._meta.label_lower: model for model in models}
    for declaration in declared:
        model = by_label.get(declaration.model.lower())
        if model is None:
            yield Error(f"{declaration.model} is declared, but there is no such model.", id="privacy.E003")
        elif isinstance(declaration, Personal):
            there = {field.name for field in (*model._meta.local_concrete_fields, *model._meta.local_many_to_many)}
            for name in sorted({*declaration.items, *declaration.plain} - there):
                yield Error(f"{declaration.model}.{name} is declared, but gone.", obj=model, id="privacy.E003")


def apps_without_declarations(declared: Registry, models: Models) -> Iterator[Error]:
    """E007: an app of the project that has models has a personal_data.py."""
    for label in sorted({model._meta.app_label for model in models if is_ours(model)}):
        name = apps.get_app_config(label).name
        if find_spec(f"{name}.personal_data") is None:
            yield Error(f"{name} has models, but no personal_data.py.", id="privacy.E007")


def missing_callables(declared: Registry, models: Models) -> Iterator[Error]:
    """E014: what is to close, reopen, export or dispose of rows must exist before anybody needs it."""
    for declaration in declared.personal():
        for path in (declaration.close, declaration.reopen, declaration.export, declaration.dispose):
            try:
                import_string(path) if path else None
            except ImportError:
                yield Error(f"{declaration.model} names {path}, which cannot be imported.", id="privacy.E014")


def personal(declared: Registry, models: Models) -> Iterator[tuple[type[Model], Personal]]:
    """The personal models with their declarations."""
    for model in models:
        declaration = declared.get(model._meta.label)
        if isinstance(declaration, Personal):
            yield model, declaration


def is_ours(model: type[Model]) -> bool:
    """Whether the model belongs to the project and not to an installed package."""
    path = apps.get_app_config(model._meta.app_label).path
    return not path.startswith((sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))


CHECKS = (undeclared_models, undeclared_fields, gone, apps_without_declarations, missing_callables)
