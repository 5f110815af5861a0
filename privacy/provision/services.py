"""Giving values to recipients: only on a consent to this one, only what the policy lists, always on record.

Policy art. 2; PIPA arts. 17 and 22. Access rows and ledger rows are one durable transaction; values open after it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn, TypeVar
from uuid import UUID

from django.utils import timezone

from privacy.audit import services as audit
from privacy.audit.actors import Actor
from privacy.audit.choices import Action
from privacy.consent.models import ConsentEvent
from privacy.consent.services import basis
from privacy.policy.services import Listed, listed_under, require_open
from privacy.provision.access_ends import ended, open_for_reading
from privacy.provision.choices import Channel
from privacy.provision.exceptions import ProvisionDenied
from privacy.provision.models import Provision, Recipient
from privacy.subjects.models import PersonalModel, Processing

Row = TypeVar("Row", bound=PersonalModel)

ACTIONS = {Channel.LIST: Action.LIST, Channel.VIEW: Action.VIEW, Channel.DOWNLOAD: Action.DOWNLOAD}


@dataclass(frozen=True)
class Delivery:
    """To whom, in which role, for what and how.

    `under`: the activity of the consent, where it is not that of the rows. `addressed`: codes of what the person
    herself wrote to this recipient; that reaches it without standing on the policy's list.
    """

    to: Actor
    recipient: Recipient
    role: str
    channel: Channel
    occasion: UUID | None = None
    occasion_name: str = ""
    under: str = ""
    addressed: frozenset[str] = frozenset()


def provide(rows: Iterable[Row], *, delivery: Delivery, items: Collection[str], reason: str) -> list[Row]:
    """Record that `delivery` brings `items` (field names) of these rows to a recipient, commit it, then open them.

    Every row's person must hold a consent to this recipient for the row's activity and neither have restricted it nor
    ended this access, and every item must be on the list of the version that this person consented to, and of today's.
    Raises ProvisionDenied otherwise, for all rows: nothing is opened in part, and the attempt is on record.
    """
    found = list(rows)
    if not found:
        return found
    require_open(found[0].activity)
    codes = {code for row in found for code in audit.access_to(row, items).items}
    try:
        return audit.disclose(
            found,
            to=delivery.to,
            items=items,
            reason=reason,
            action=ACTIONS[delivery.channel],
            alongside=lambda: _write(found, delivery, sorted(codes)),
        )
    except ProvisionDenied:
        deny(found, delivery=delivery, codes=sorted(codes))


def provide_together(
    parts: Sequence[tuple[Sequence[PersonalModel], Collection[str]]], *, delivery: Delivery, reason: str
) -> None:
    """The same for rows of several models, each with its field names: one look, one row in the ledger."""
    rows = [row for found, _items in parts for row in found]
    for activity in {row.activity for row in rows} | {delivery.under} - {""}:
        require_open(activity)
    codes = {code for found, items in parts for row in found for code in audit.access_to(row, items).items}
    try:
        audit.disclose_together(
            parts,
            to=delivery.to,
            reason=reason,
            action=ACTIONS[delivery.channel],
            alongside=lambda: _write(rows, delivery, sorted(codes)),
        )
    except ProvisionDenied:
        deny(rows, delivery=delivery, codes=sorted(codes))


def deny(rows: Iterable[PersonalModel], *, delivery: Delivery, codes: Collection[str] = ()) -> NoReturn:
    """Put on record that a recipient tried to reach these rows. Raises ProvisionDenied."""
    people = {row.subject_id for row in rows}
    audit.record(by=delivery.to, action=ACTIONS[delivery.channel], subjects=people, items=codes, granted=False)
    raise ProvisionDenied(delivery.recipient.pk)


def with_basis(rows: Iterable[Row], *, recipient: Recipient, items: Collection[str] = ()) -> list[Row]:
    """Those of one model's rows of which these items (field names) may be given today.

    Their persons consent to that, let their data be used and did not end this access.
    """
    found = list(rows)
    if not found:
        return found
    activity, codes = found[0].activity, audit.access_to(found[0], items).items
    listed = listed_for({row.subject_id for row in found}, activity=activity, recipient=recipient)
    told = [subject_id for subject_id, each in listed.items() if each.items.issuperset(codes)]
    in_use = Processing.objects.in_use().filter(subject__in=told, activity=activity)
    usable, gone = set(in_use.values_list("subject", flat=True)), ended(copy_of(row) for row in found)
    return [row for row in found if row.subject_id in usable and copy_of(row) not in gone]


def listed_for(subject_ids: Collection[UUID], *, activity: str, recipient: Recipient) -> dict[UUID, Listed]:
    """What each person's consent to this recipient lets it have (rule 4); who has none is not among them."""
    return _listed_by(basis(subject_ids, activity=activity, recipient_id=recipient.pk), recipient)


def copy_of(row: PersonalModel) -> UUID:
    """The copy that a row belongs to: access ends for a copy as a whole. A part of one names it as `copy_id`."""
    found: UUID = getattr(row, "copy_id", row.pk)
    return found


def _listed_by(bases: Mapping[UUID, ConsentEvent], recipient: Recipient) -> dict[UUID, Listed]:
    listed = listed_under(recipient.kind, {event.version_id for event in bases.values()})
    return {subject_id: listed[event.version_id] for subject_id, event in bases.items()}


def _write(rows: Sequence[PersonalModel], delivery: Delivery, codes: list[str]) -> None:
    """In the transaction of the access rows: hold off every end of access, look once more, and write."""
    people, activity = {row.subject_id for row in rows}, delivery.under or rows[0].activity
    locked = sorted({activity, *(row.activity for row in rows)})
    readable = all(open_for_reading(people, each) == people for each in locked)
    bases = basis(people, activity=activity, recipient_id=delivery.recipient.pk)
    if not readable or bases.keys() != people or ended(copy_of(row) for row in rows):
        raise ProvisionDenied(delivery.recipient.pk)
    given = set(codes) - delivery.addressed
    if not all(each.items.issuperset(given) for each in _listed_by(bases, delivery.recipient).values()):
        raise ProvisionDenied(delivery.recipient.pk)
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
            occasion_name=delivery.occasion_name,
            items=codes,
            channel=delivery.channel,
            keep_until=event.until,
        )
        for subject_id, event in bases.items()
    )
