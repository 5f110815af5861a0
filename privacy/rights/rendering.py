"""What a member reads about his own data: which of our staff opened it, and what has become of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from privacy.audit.actors import ActorKind
from privacy.audit.models import AccessEvent
from privacy.destruction.status import status
from privacy.policy.models import KnownGap, PolicyItem, PolicyVersion
from privacy.policy.services import effective_version


@dataclass(frozen=True)
class Seen:
    """One look at the person's data: by whom, when, how, for what, and which items (rule 19: never a person's name)."""

    by: str
    at: datetime
    how: str
    items: list[str]


@dataclass(frozen=True)
class KeptInWords:
    """What another law keeps, and until when."""

    law: str
    items: list[str]
    until: date


@dataclass(frozen=True)
class Told:
    """What has become of the data behind a code; of a code that was never issued, nothing is known."""

    received_at: datetime | None = None
    approved_at: datetime | None = None
    destroyed_on: date | None = None
    kept: tuple[KeptInWords, ...] = ()
    backups_unreadable_from: date | None = None


def seen_by_staff(subject_id: UUID, language: str, limit: int = 100) -> list[Seen]:
    """Who works for IMPIX and opened something, the latest first; by capacity, not by name."""
    labels = item_labels(effective_version(), language)
    ours = (ActorKind.STAFF, ActorKind.CONSIGNEE)
    events = AccessEvent.objects.about(subject_id).filter(actor_kind__in=ours, granted=True).order_by("-seq")[:limit]
    return [
        Seen(each.get_actor_kind_display(), each.at, each.get_action_display(), in_words(each.items, labels))
        for each in events
    ]


def told(code: str, language: str) -> Told:
    """What somebody who left learns by his code (rule 27)."""
    found = status(code=code)
    if found is None:
        return Told()
    labels = item_labels(effective_version(), language)
    return Told(
        found.received_at,
        found.approved_at,
        found.destroyed_on,
        tuple(KeptInWords(part.law, in_words(part.items, labels), part.until) for part in found.kept),
        found.backups_unreadable_from,
    )


def item_labels(version: PolicyVersion, language: str) -> dict[str, str]:
    """The policy's words for items; those of its known gaps where it has none."""
    gaps = KnownGap.objects.filter(version=version).exclude(item="")
    items = PolicyItem.objects.filter(version=version)
    listed = {item.code: item.said("label", language) for item in items}
    return listed | {gap.item: gap.said("subject", language) for gap in gaps if gap.item not in listed}


def in_words(codes: Iterable[str], labels: dict[str, str]) -> list[str]:
    """Item codes as a reader understands them, in the order of the policy."""
    wanted = set(codes)
    return [label for code, label in labels.items() if code in wanted]
