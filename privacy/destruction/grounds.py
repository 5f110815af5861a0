"""Whether and why data must go, and what another law keeps of them.

Kinds of reasons are declared (`REASONS` in a `personal_data.py`), so that an app above this one can bring its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.module_loading import import_string

from privacy import clocks
from privacy.consent.choices import ConsentKind
from privacy.consent.models import ConsentEvent
from privacy.destruction.choices import SkippedBecause
from privacy.destruction.models import DestructionReason, HoldEvent, PlanItem
from privacy.policy.services import active_preservation_rules
from privacy.registry import registry
from privacy.subjects.models import Processing

Pair = tuple[UUID, str]


@dataclass(frozen=True)
class Finding:
    """That a reason has arisen: for whom and what, since when, and from which day a plan proposes it."""

    subject_id: UUID
    activity: str
    anchor: date
    due: date


@dataclass(frozen=True)
class Kept:
    """What a law requires to keep of an activity, and until when."""

    rule: str
    law: str
    items: tuple[str, ...]
    keep_until: date


def today() -> date:
    """The present day in Seoul."""
    return clocks.seoul_date(timezone.now())


def kept(*, activity: str, anchor: date) -> list[Kept]:
    """What the active preservation rules keep of an activity that ended on `anchor` (policy art. 6(2); rule 22)."""
    found = []
    for rule in active_preservation_rules():
        if rule.activity != activity:
            continue
        months = 12 * (rule.keep_years or 0) + (rule.keep_months or 0)
        until = clocks.add_months(anchor, months)
        if until >= today():
            found.append(Kept(rule.code, rule.law_ko, tuple(sorted(rule.items)), until))
    return found


def fallen(items: Iterable[PlanItem]) -> dict[UUID, SkippedBecause]:
    """The items that are held, or whose reason no longer stands; asked inside the transactions that fence and compare.

    Nothing joins a plan this way, so the approved set only shrinks (rule 24).
    """
    items = list(items)
    gone = fallen_reasons(item.reason for item in items)
    kept_back = held((item.subject_id, item.activity) for item in items)
    found = {item.pk: SkippedBecause.HELD for item in items if (item.subject_id, item.activity) in kept_back}
    return found | {item.pk: SkippedBecause.REASON_GONE for item in items if item.reason_id in gone}


def held(pairs: Iterable[Pair]) -> set[Pair]:
    """Those of the pairs that a hold keeps today (rule 24)."""
    wanted = set(pairs)
    holds = HoldEvent.objects.in_force(today()).filter(subject_id__in={subject for subject, _ in wanted})
    return wanted & set(holds.values_list("subject_id", "activity"))


def fallen_reasons(reasons: Iterable[DestructionReason]) -> set[UUID]:
    """Those of the reasons that were withdrawn, or that no longer stand by what their kind says."""
    by_kind: dict[str, list[DestructionReason]] = {}
    gone = set()
    for reason in reasons:
        if reason.withdrawn_at is not None:
            gone.add(reason.pk)
        else:
            by_kind.setdefault(reason.kind, []).append(reason)
    for kind, asked in by_kind.items():
        stands = registry().reason_kind(kind).stands
        if stands is not None:
            standing: set[Pair] = set(import_string(stands)([(each.subject_id, each.activity) for each in asked]))
            gone |= {each.pk for each in asked if (each.subject_id, each.activity) not in standing}
    return gone


def expired() -> Iterator[Finding]:
    """Processing whose last day is over: the consent was not renewed (policy art. 1; PIPA art. 21(1)).

    Whoever left withdrew every consent, and has that reason instead.
    """
    return _findings(_over().exclude(last_word=ConsentKind.WITHDRAWN))


def withdrawn() -> Iterator[Finding]:
    """Processing whose last consent was withdrawn, while the person stays (PIPA art. 37)."""
    return _findings(_over().filter(last_word=ConsentKind.WITHDRAWN))


def withdrawn_by(subject_id: UUID, activity: str) -> Finding | None:
    """The same for one person and activity: so that the reason stands in the request that withdraws."""
    return next(_findings(_over().filter(subject=subject_id, activity=activity)), None)


def _over() -> "QuerySet[Any]":
    over = Processing.objects.filter(until__lt=today(), fenced_by=None, destroyed_at=None, subject__left_at=None)
    said = ConsentEvent.objects.filter(subject=OuterRef("subject"), activity=OuterRef("activity"))
    last = Subquery(said.order_by("-at", "-seq").values("kind")[:1])
    return over.annotate(last_word=Coalesce(last, Value(""))).order_by("pk")


def _findings(over: "QuerySet[Any]") -> Iterator[Finding]:
    for row in over.iterator():
        last = cast(date, row.until)
        yield Finding(row.subject_id, row.activity, last, last + timedelta(days=1))


def still_expired(pairs: Iterable[Pair]) -> set[Pair]:
    """Those of the pairs that were not renewed meanwhile."""
    wanted = set(pairs)
    over = Processing.objects.filter(Q(until__lt=today()), subject_id__in={subject for subject, _ in wanted})
    return wanted & set(over.values_list("subject_id", "activity"))
