"""System check: no activity processes an item that the shipped policy version neither discloses nor lists as a gap."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register

from privacy.policy.choices import Origin
from privacy.policy.loading import VERSION_1, read
from privacy.registry import Registry, registry


@register("privacy")
def check_declared_items_are_covered(**kwargs: Any) -> list[CheckMessage]:
    """privacy.policy.E001: every gap between the declarations and version 1 is a listed one (rule 1)."""
    return [
        Error(
            f"{activity}: version 1 of the policy does not disclose {item or 'the activity'!r}.",
            hint="Process less, or list the gap in privacy/policy/data/version-1/version.json.",
            id="privacy.policy.E001",
        )
        for activity, item in sorted(uncovered(registry(), read(VERSION_1 / "version.json")))
    ]


def uncovered(declared: Registry, version: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Activity and item (empty: the activity itself) of everything declared that a version's data do not cover."""
    disclosed = {activity["code"]: _items(activity) for activity in version["activities"]}
    for recipient in version["recipients"]:
        disclosed[recipient["activity"]] |= {entry["item"] for entry in recipient["whitelist"]}
    listed = {(gap["activity"], gap["item"]) for gap in version["known_gaps"]}
    for activity in declared.activities():
        if activity.code not in disclosed and (activity.code, "") not in listed:
            yield activity.code, ""
    for personal in declared.personal():
        if (personal.activity, "") in listed:
            continue
        for item in set(personal.items.values()) - disclosed.get(personal.activity, set()):
            if (personal.activity, item) not in listed:
                yield personal.activity, item


def _items(activity: dict[str, Any]) -> set[str]:
    return {item["code"] for item in activity["items"] if item["origin"] != Origin.NOT_COLLECTED}
