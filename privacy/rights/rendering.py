"""What a member reads about his own data: what is held, on which basis, until when, and who opened it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.audit.actors import ActorKind
from privacy.audit.models import AccessEvent
from privacy.consent.models import ConsentEvent
from privacy.declarations import Basis
from privacy.destruction.extent import extents
from privacy.destruction.status import status
from privacy.policy.models import KnownGap, PolicyActivity, PolicyItem, PolicyVersion
from privacy.policy.services import effective_version
from privacy.registry import registry
from privacy.subjects.models import Processing

BASES: dict[Basis, Promise] = {
    Basis.CONSENT: _("your consent"),
    Basis.CONTRACT: _("a contract with you"),
    Basis.STATUTE: _("a law"),
    Basis.LEGITIMATE_INTEREST: _("a legitimate interest"),
}


@dataclass(frozen=True)
class HeldActivity:
    """One activity about the person: what for, on which basis, since and until when, and what is held for it."""

    code: str
    title: str
    purpose: str
    basis: Promise
    retention: str
    since: datetime
    until: date | None
    items: list[str]


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


def overview(subject_id: UUID, language: str) -> list[HeldActivity]:
    """Everything that is processed about a person (PIPA art. 35: items, purpose, period), as the registry knows it."""
    rows = Processing.objects.filter(subject=subject_id, destroyed_at=None).order_by("since", "pk")
    return [_held(row, language) for row in rows]


def seen_by_staff(subject_id: UUID, language: str, limit: int = 100) -> list[Seen]:
    """Who works for IMPIX and opened something, the latest first; by capacity, not by name."""
    labels = item_labels(effective_version(), language)
    ours = (ActorKind.STAFF, ActorKind.CONSIGNEE, ActorKind.AGENCY)
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


def _held(row: Processing, language: str) -> HeldActivity:
    declared = registry().activity(row.activity)
    version = _version(row)
    said = PolicyActivity.objects.filter(version=version, code=row.activity).first()
    title = declared.title_ko if language == "ko" else declared.title_en
    return HeldActivity(
        code=row.activity,
        title=said.said("title", language) if said else title,
        purpose=said.said("purpose", language) if said else "",
        basis=BASES[declared.basis],
        retention=said.said("retention", language) if said else "",
        since=row.since,
        until=row.until,
        items=in_words(_held_items(row), item_labels(version, language)),
    )


def _version(row: Processing) -> PolicyVersion:
    """The version that the person consented to (rule 4); the one in force where there is no consent."""
    if row.basis_event is None:
        return effective_version()
    return ConsentEvent.objects.select_related("version").get(pk=row.basis_event).version


def _held_items(row: Processing) -> set[str]:
    """The items of every table that holds a row about the person for this activity."""
    found = [each for each in extents(row.activity) if each.count([row.subject_id])]
    return {item for each in found for item in each.declaration.items.values()}
