"""System checks that fail closed on anything personal that nobody declared. None of them asks a database.

The ids are stable: E001 undeclared model, E002 undeclared field, E003 declared model or field gone, E004 subject path,
E005 file that nobody disposes of, E006 foreign key that would block destruction, E007 app without declarations,
E008 contradicting declarations, E009 encrypted fields outside a personal model, E010 order by a sealed value, E011 desk
filter, search or order by a personal value, E012 personal `__str__`, E013 desk page that is no PersonalAdmin,
E014 a declared callable that does not exist. PIPA arts. 3 and 29.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, register

from privacy.checks import coverage, desk, reading, shape
from privacy.registry import DeclarationError, registry

CHECKS = (*coverage.CHECKS, *shape.CHECKS, *reading.CHECKS, *desk.CHECKS)


@register("privacy")
def check_declarations(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Everything that is wrong with what the installed apps declare."""
    try:
        declared = registry()
    except DeclarationError as error:
        return [Error(str(error), id="privacy.E008")]
    models = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    return [message for check in CHECKS for message in check(declared, models)]
