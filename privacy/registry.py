"""Everything that the installed apps declared, collected once.

The registry refuses duplicates and unknown activities; `privacy.checks` refuses what is missing.
"""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from privacy.declarations import (
    Activity,
    AppDeclarations,
    Cookie,
    Declaration,
    Function,
    NoteKind,
    Personal,
    ReasonKind,
    Right,
    Service,
)


class DeclarationError(Exception):
    """Two declarations contradict each other, or one names something that does not exist."""


class Registry:
    """Look-up of declarations by model label (`app_label.ModelName`, any case)."""

    def __init__(self, sources: list[AppDeclarations]) -> None:
        self._by_model: dict[str, Declaration] = {}
        self._activities: dict[str, Activity] = {}
        self._functions = [function for source in sources for function in source.functions]
        self._reasons: dict[str, ReasonKind] = {}
        self._cookies: dict[str, Cookie] = {}
        self._services = [service for source in sources for service in source.services]
        self._notes = {kind.code: kind for source in sources for kind in source.notes}
        for source in sources:
            for activity in source.activities:
                self._add_activity(activity, source.module)
            for kind in source.reasons:
                self._add_reason(kind, source.module)
            for cookie in source.cookies:
                self._add_cookie(cookie, source.module)
        for source in sources:
            for declaration in source.declarations:
                self._add(declaration, source.module)

    def _add_activity(self, activity: Activity, module: str) -> None:
        if activity.code in self._activities:
            raise DeclarationError(f"{module}: activity {activity.code!r} is declared twice.")
        self._activities[activity.code] = activity

    def _add_reason(self, kind: ReasonKind, module: str) -> None:
        if kind.code in self._reasons:
            raise DeclarationError(f"{module}: reason {kind.code!r} is declared twice.")
        self._reasons[kind.code] = kind

    def _add_cookie(self, cookie: Cookie, module: str) -> None:
        if cookie.name in self._cookies:
            raise DeclarationError(f"{module}: cookie {cookie.name!r} is declared twice.")
        self._cookies[cookie.name] = cookie

    def _add(self, declaration: Declaration, module: str) -> None:
        label = declaration.model.lower()
        if label in self._by_model:
            raise DeclarationError(f"{module}: {declaration.model} is declared twice.")
        if isinstance(declaration, Personal) and declaration.activity not in self._activities:
            raise DeclarationError(f"{module}: {declaration.model} names unknown activity {declaration.activity!r}.")
        self._by_model[label] = declaration

    def get(self, model_label: str) -> Declaration | None:
        """The declaration of a model, or None."""
        return self._by_model.get(model_label.lower())

    def __iter__(self) -> Iterator[Declaration]:
        return iter(self._by_model.values())

    def personal(self) -> list[Personal]:
        """The personal models, in the order of INSTALLED_APPS."""
        return [declaration for declaration in self if isinstance(declaration, Personal)]

    def activity(self, code: str) -> Activity:
        """The activity with this code. Raises KeyError."""
        return self._activities[code]

    def activities(self) -> list[Activity]:
        """All activities."""
        return list(self._activities.values())

    def functions(self) -> list[Function]:
        """The database functions that roles may call."""
        return self._functions

    def cookies(self) -> dict[str, Cookie]:
        """What the portal may keep in a browser, by name."""
        return self._cookies

    def services(self) -> list[Service]:
        """The pages whose visits are counted together."""
        return self._services

    def reason_kind(self, code: str) -> ReasonKind:
        """The kind of reason for destruction with this code. Raises KeyError."""
        return self._reasons[code]

    def reason_kinds(self) -> list[ReasonKind]:
        """All kinds of reasons for destruction."""
        return list(self._reasons.values())

    def note_kind(self, code: str) -> NoteKind:
        """The kind of change that the ledger repeats under this code. Raises KeyError."""
        return self._notes[code]

    def note_kinds(self) -> list[NoteKind]:
        """All kinds of changes that the ledger repeats, in the order in which they are replayed."""
        return list(self._notes.values())

    def rights(self, model_label: str, role: str) -> Right:
        """What `role` ("web" or "worker") may do with the table of a model; nothing when it is not declared."""
        declaration = self.get(model_label)
        if declaration is None:
            return Right.NONE
        allowed: Right = getattr(declaration, role)
        return allowed & Right.APPEND if getattr(declaration, "append_only", False) else allowed


@cache
def registry() -> Registry:
    """The registry of the installed apps."""
    sources = []
    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.personal_data"):
            module = import_module(f"{app.name}.personal_data")
            brings = (
                tuple(getattr(module, name, ()))
                for name in ("ACTIVITIES", "FUNCTIONS", "REASONS", "NOTES", "COOKIES", "SERVICES")
            )
            sources.append(AppDeclarations(module.__name__, tuple(module.DECLARATIONS), *brings))
    return Registry(sources)
