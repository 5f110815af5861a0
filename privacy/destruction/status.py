"""What somebody who left can learn, by the reference code that was shown and mailed to him (rule 27)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max

from privacy import clocks, codes
from privacy.destruction.certificate import backups_unreadable_from
from privacy.destruction.choices import ItemState, PlanState
from privacy.destruction.models import ArchiveEntry, DepartureReference, DestructionReason, PlanItem


@dataclass(frozen=True)
class KeptPart:
    """What another law keeps of the data, and until when."""

    law: str
    items: tuple[str, ...]
    until: date


@dataclass(frozen=True)
class DestructionStatus:
    """How far the destruction is; each date is None until it is reached."""

    received_at: datetime
    approved_at: datetime | None
    destroyed_on: date | None
    kept: tuple[KeptPart, ...]
    backups_unreadable_from: date | None


def issue_reference(*, subject_id: UUID) -> str:
    """A new code of 128 random bits for a leaver; it is stored as its hash only, so show it now."""
    number = secrets.randbits(128)
    DepartureReference.objects.create(digest=_digest(number), subject_id=subject_id)
    return codes.written(number)


def departed_at(*, subject_id: UUID) -> datetime | None:
    """When somebody left, the last time where he did so before."""
    issued = DepartureReference.objects.filter(subject=subject_id)
    found: datetime | None = issued.aggregate(at=Max("issued_at"))["at"]
    return found


def reference_digest(code: str) -> bytes:
    """What is stored of a code that was issued."""
    return _digest(codes.read(code) or 0)


def status(*, code: str) -> DestructionStatus | None:
    """What has become of the data of whoever holds this code; None for a code never issued, or of one who returned."""
    number = codes.read(code)
    reference = DepartureReference.objects.filter(digest=_digest(number)).first() if number is not None else None
    if reference is None:
        return None
    reasons = DestructionReason.objects.filter(subject=reference.subject_id, withdrawn_at=None)
    if not reasons.exists():
        return None
    items = PlanItem.objects.filter(subject=reference.subject_id, reason__withdrawn_at=None)
    approved = items.exclude(plan__state__in=[PlanState.REJECTED, PlanState.CANCELLED]).exclude(state=ItemState.SKIPPED)
    last = reasons.aggregate(at=Max("settled_at"))["at"]
    done = last is not None and not reasons.filter(settled_at=None).exists()
    kept = ArchiveEntry.objects.kept().filter(subject=reference.subject_id)
    day = clocks.seoul_date(last) if done else None
    return DestructionStatus(
        received_at=reference.issued_at,
        approved_at=approved.aggregate(at=Max("plan__approved_at"))["at"],
        destroyed_on=day,
        kept=tuple(KeptPart(entry.law, tuple(entry.items), entry.keep_until) for entry in kept),
        backups_unreadable_from=backups_unreadable_from(day) if day else None,
    )


def _digest(number: int) -> bytes:
    return hashlib.sha256(number.to_bytes(16, "big")).digest()
