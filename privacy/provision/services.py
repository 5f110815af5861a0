"""Giving values to recipients: only on a consent to this one, only what the policy lists, always on record.

Policy art. 2; PIPA arts. 17 and 22. Access rows and ledger rows are one durable transaction; values open after it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.utils import timezone

from privacy.audit import services as audit
from privacy.audit.actors import Actor
from privacy.audit.choices import Action
from privacy.consent.models import ConsentEvent
from privacy.consent.services import basis
from privacy.policy.services import require_open, whitelist
from privacy.provision.choices import Channel
from privacy.provision.exceptions import ProvisionDenied
from privacy.provision.models import Provision, Recipient
from privacy.subjects.models import PersonalModel

Row = TypeVar("Row", bound=PersonalModel)


@dataclass(frozen=True)
class Delivery:
    """To whom, in which role, for what and how."""

    to: Actor
    recipient: Recipient
    role: str
    channel: Channel
    occasion: UUID | None = None


def provide(rows: Iterable[Row], *, delivery: Delivery, items: Collection[str], reason: str) -> list[Row]:
    """Record that `delivery` brings `items` (field names) of these rows to a recipient, commit it, then open them.

    Every row's person must hold a consent to this recipient for the row's activity, and every item must be on the
    policy's list for its class. Raises ProvisionDenied otherwise, for all rows: nothing is opened in part.
    """
    found = list(rows)
    if not found:
        return found
    activity = found[0].activity
    require_open(activity)
    codes = {code for row in found for code in audit.access_to(row, items).items}
    bases = basis({row.subject_id for row in found}, activity=activity, recipient_id=delivery.recipient.pk)
    unlisted = codes - {listed.item.code for listed in whitelist(delivery.recipient.kind)}
    if unlisted or len(bases) < len({row.subject_id for row in found}):
        _deny(found, delivery, codes)
    action = Action.LIST if delivery.channel is Channel.LIST else Action.VIEW
    return audit.disclose(
        found,
        to=delivery.to,
        items=items,
        reason=reason,
        action=action,
        alongside=lambda: _write(bases, activity, delivery, sorted(codes)),
    )


def with_basis(rows: Iterable[Row], *, recipient_id: UUID) -> list[Row]:
    """Those of one model's rows whose persons consent to this recipient today; one query."""
    found = list(rows)
    if not found:
        return found
    bases = basis({row.subject_id for row in found}, activity=found[0].activity, recipient_id=recipient_id)
    return [row for row in found if row.subject_id in bases]


def _write(bases: dict[UUID, ConsentEvent], activity: str, delivery: Delivery, codes: list[str]) -> None:
    now = timezone.now()
    Provision.objects.bulk_create(
        Provision(
            at=now,
            subject_id=subject_id,
            recipient=delivery.recipient,
            receiver=delivery.to.member_id,
            role=delivery.role,
            activity=activity,
            basis_event=event.pk,
            occasion=delivery.occasion,
            items=codes,
            channel=delivery.channel,
            keep_until=event.until,
        )
        for subject_id, event in bases.items()
    )


def _deny(rows: list[Row], delivery: Delivery, codes: set[str]) -> None:
    subjects = {row.subject_id for row in rows}
    audit.record(by=delivery.to, action=Action.VIEW, subjects=subjects, items=sorted(codes), granted=False)
    raise ProvisionDenied(delivery.recipient.pk)
