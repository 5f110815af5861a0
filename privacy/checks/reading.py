"""Whether a personal value can slip out where nobody discloses it: in an order, or in the name of a row."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

from django.contrib.admin.sites import all_sites
from django.core.checks import Error
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db.models import Field, Model

from privacy.checks.coverage import Models, is_ours
from privacy.checks.shape import is_sealed
from privacy.declarations import Personal
from privacy.registry import Registry


def sealed_orders(declared: Registry, models: Models) -> Iterator[Error]:
    """E010: ciphertext has an order, and it means nothing."""
    for model in models:
        latest = model._meta.get_latest_by or ()
        names = [*(model._meta.ordering or ()), *([latest] if isinstance(latest, str) else latest)]
        for name in names:
            found = field_at(model, name)
            if found and is_sealed(found):
                yield Error(f"{model._meta.label} is ordered by the sealed {found}.", obj=model, id="privacy.E010")


def personal_names(declared: Registry, models: Models) -> Iterator[Error]:
    """E012: str(row) stands in titles, messages, logs and breadcrumbs, so it says nothing about the person.

    Models of other packages are held to it as soon as they are shown at the desk.
    """
    shown = {model for site in all_sites for model in site._registry}
    for model in models:
        if is_ours(model) or model in shown:
            fault = _fault_of_name(declared, model)
            if fault:
                yield Error(f"str() of {model._meta.label} {fault}.", obj=model, id="privacy.E012")


def field_at(model: type[Model], path: Any) -> "Field[Any, Any] | None":
    """The field at the end of an order or look-up such as `-person__name`, or None."""
    name = path if isinstance(path, str) else getattr(getattr(path, "expression", path), "name", "")
    found: Any = None
    for part in name.lstrip("-+^=@").split("__"):
        try:
            found = model._meta.get_field(part)
        except FieldDoesNotExist:
            break
        model = found.related_model or model
    return found if isinstance(found, Field) else None


def is_personal(declared: Registry, field: "Field[Any, Any]") -> bool:
    """Whether the field's values say something about a person."""
    declaration = declared.get(field.model._meta.label) if hasattr(field, "model") else None
    return is_sealed(field) or (isinstance(declaration, Personal) and field.name in declaration.items)


class _PersonalValueRead(Exception):
    pass


class _StandIn:
    """Behaves as an empty row of a model, follows its methods and relations, and raises where a value is read."""

    def __init__(self, declared: Registry, model: type[Model]) -> None:
        self._declared, self._model, self._blank = declared, model, model()

    @property  # type: ignore[misc]
    def __class__(self) -> type:  # super() in a method asks for it
        return self._model

    def __getattr__(self, name: str) -> Any:
        shown = re.fullmatch(r"get_(\w+)_display", name)
        try:
            field = self._model._meta.get_field(shown[1] if shown else name)
        except FieldDoesNotExist:
            return self._attribute(name)
        if is_personal(self._declared, field):  # type: ignore[arg-type]
            raise _PersonalValueRead(name)
        if field.many_to_one or (field.one_to_one and field.concrete):
            return _StandIn(self._declared, field.related_model)  # type: ignore[arg-type]
        return getattr(self._blank, name)

    def _attribute(self, name: str) -> Any:
        attribute = inspect.getattr_static(self._model, name, None)
        if inspect.isfunction(attribute):
            return attribute.__get__(self)
        if isinstance(attribute, property) and attribute.fget and name != "pk":
            return attribute.fget(self)
        return getattr(self._blank, name)

    def __str__(self) -> str:
        return self._model.__str__(self)


def _fault_of_name(declared: Registry, model: type[Model]) -> str | None:
    try:
        str(_StandIn(declared, model))
    except _PersonalValueRead as read:
        return f"reads the personal value {read}"
    except (AttributeError, TypeError, ValueError, LookupError, ObjectDoesNotExist) as error:
        return f"does not work on an empty row, so that it cannot be checked ({error})"
    return None


CHECKS = (sealed_orders, personal_names)
