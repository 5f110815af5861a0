"""The member's ledger of provisions: company, role, posting, items, purpose, time; never a person's name (rule 19)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from privacy.consent.models import ConsentEvent
from privacy.policy.models import PolicyRecipient
from privacy.policy.services import effective_version
from privacy.provision.choices import RecipientKind
from privacy.provision.models import AccessEnd, Provision
from privacy.rights.rendering import in_words, item_labels


@dataclass(frozen=True)
class Given:
    """One provision as the person reads it."""

    id: UUID
    by: str
    role: str
    at: datetime
    how: str
    items: list[str]
    purpose: str
    occasion: UUID | None
    occasion_name: str
    is_posting: bool
    keep_until: date | None
    basis: ConsentEvent | None


@dataclass(frozen=True)
class Listed:
    """That the person stood on lists of a company on one day, and how often."""

    by: str
    day: date
    times: int
    items: list[str]


def given_in_words(provisions: Iterable[Provision], language: str) -> list[Given]:
    """Provisions as the person reads them; four queries however many they are."""
    rows = list(provisions)
    labels = item_labels(effective_version(), language)
    consents = ConsentEvent.objects.in_bulk({row.basis_event for row in rows})
    purposes = _purposes({event.version_id for event in consents.values()}, language)
    return [_given(row, consents.get(row.basis_event), labels, purposes) for row in rows]


def listed_in_words(groups: Iterable[dict[str, Any]], language: str) -> list[Listed]:
    """Appearances on lists as the person reads them."""
    labels = item_labels(effective_version(), language)
    return [
        Listed(
            by=group["recipient__name"],
            day=group["day"],
            times=group["times"],
            items=in_words({code for items in group["shown"] for code in items}, labels),
        )
        for group in groups
    ]


def ends_of(provision: Provision) -> list[AccessEnd]:
    """How the access that a provision was part of has ended, if it has."""
    ends = AccessEnd.objects.filter(subject=provision.subject_id, recipient=provision.recipient_id)
    if provision.occasion:
        ends = ends.filter(occasion=provision.occasion)
    return list(ends.filter(at__gte=provision.at).order_by("at", "id"))


def _given(
    row: Provision, consent: ConsentEvent | None, labels: dict[str, str], purposes: dict[tuple[int, str], str]
) -> Given:
    return Given(
        id=row.pk,
        by=row.recipient.name,
        role=row.role_in_words,
        at=row.at,
        how=str(row.get_channel_display()),
        items=in_words(row.items, labels),
        purpose=purposes.get((consent.version_id, row.activity), "") if consent else "",
        occasion=row.occasion,
        occasion_name=row.occasion_name,
        is_posting=row.recipient.kind == RecipientKind.COMPANY,
        keep_until=row.keep_until,
        basis=consent,
    )


def _purposes(versions: set[int], language: str) -> dict[tuple[int, str], str]:
    """The recipients' purposes in the versions that were consented to, by version and activity."""
    told = PolicyRecipient.objects.filter(version__in=versions).select_related("activity")
    return {(each.version_id, each.activity.code): each.said("purpose", language) for each in told}
