"""Synthetic declarations of the tests' own models, and what a check says about them."""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.checks import Error
from django.db import models

from privacy.checks import coverage
from privacy.declarations import Activity, AppDeclarations, Basis, Clock, Declaration, Personal
from privacy.registry import Registry

ACTIVITIES = (
    Activity("test-membership", "회원", "Membership", Basis.CONSENT, Clock("joining", years=3)),
    Activity("test-letters", "편지", "Letters", Basis.CONSENT, Clock("joining", years=3)),
)
PERSON = {
    "name": "name", "mobile": "mobile", "mobile_index": "mobile", "born": "birth", "born_index": "birth",
    "extra": "other", "region": "region",
}  # fmt: skip


def declared(*declarations: Declaration) -> Registry:
    return Registry([AppDeclarations("test", declarations, ACTIVITIES)])


def person(**changes: Any) -> Personal:
    return Personal(
        "sealed_app.Person", **{"activity": "test-membership", "items": PERSON, "plain": ("id", "subject")} | changes
    )


def personal(model: str, items: dict[str, str], **changes: Any) -> Personal:
    return Personal(f"sealed_app.{model}", "test-membership", items, **{"plain": ("id", "subject")} | changes)


Check = Callable[[Registry, coverage.Models], Iterator[Error]]


def ids(check: Check, registry: Registry, *found: type[models.Model]) -> list[str | None]:
    return [message.id for message in check(registry, found)]
