"""Whether the officer's desk shows personal models through the one base class that masks and logs."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.sites import all_sites
from django.core.checks import Error
from django.db.models import Model
from django.utils.module_loading import import_string

from privacy.checks.coverage import Models
from privacy.checks.reading import field_at, is_personal
from privacy.declarations import Personal
from privacy.registry import Registry

# Named by string, because it lies above this module.
PERSONAL_ADMIN = "privacy.audit.desk.PersonalAdmin"


def telling_look_ups(declared: Registry, models: Models) -> Iterator[Error]:
    """E011: a filter, a search or an order by a masked value tells what the mask hides."""
    for page in _pages():
        for option in ("ordering", "search_fields", "list_filter", "sortable_by", "date_hierarchy"):
            for name in _names(getattr(page, option) or ()):
                found = field_at(page.model, name)
                if found and is_personal(declared, found):
                    message = f"{option} of {type(page).__name__} names the personal {found}."
                    yield Error(message, obj=type(page), id="privacy.E011")


def unguarded_pages(declared: Registry, models: Models) -> Iterator[Error]:
    """E013: every page of a personal model is a PersonalAdmin, and none is an inline of another page."""
    base = import_string(PERSONAL_ADMIN)
    for page in _pages():
        if _has_items(declared, page.model) and not isinstance(page, base):
            message = f"{type(page).__name__} shows the personal {page.model._meta.label} and is no PersonalAdmin."
            yield Error(message, obj=type(page), id="privacy.E013")
        for inline in page.inlines:
            if _has_items(declared, inline.model):
                message = f"{inline.__name__} shows the personal {inline.model._meta.label} inside another page."
                yield Error(message, obj=inline, id="privacy.E013")


def _pages() -> Iterator["ModelAdmin[Any]"]:
    for site in all_sites:
        yield from site._registry.values()


def _has_items(declared: Registry, model: type[Model]) -> bool:
    declaration = declared.get(model._meta.label)
    return isinstance(declaration, Personal) and bool(declaration.items)


def _names(option: Any) -> Iterator[Any]:
    for entry in [option] if isinstance(option, str) else option:
        yield entry[0] if isinstance(entry, tuple | list) else entry


CHECKS = (telling_look_ups, unguarded_pages)
