"""What the officer sees of a plan before and after deciding on it."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from django.db import models
from django.db.models import Count, Max, Min
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from privacy.audit.actors import Actor
from privacy.audit.choices import Action
from privacy.audit.masking import Mask, mask_date, mask_email, mask_identifier, mask_name, mask_phone
from privacy.audit.services import disclose
from privacy.destruction import extent
from privacy.destruction.choices import BatchState, EntryState, ItemState, PlanState
from privacy.destruction.models import ArchiveEntry, BatchStep, DestructionPlan, HoldEvent, PlanItem
from privacy.policy.models import PolicyItem
from privacy.registry import registry
from privacy.subjects.exceptions import KeyDestroyed
from privacy.subjects.fields import BlindIndexField

SAMPLE = 5
SHOWN = 50
LAST = 5
MASKS: Mapping[str, Mask] = {
    "name": mask_name,
    "mobile": mask_phone,
    "phone": mask_phone,
    "email": mask_email,
    "login_id": mask_identifier,
    "nickname": mask_identifier,
    "birth_date": mask_date,
}


@dataclass(frozen=True)
class Line:
    """How many items of one activity go for one reason."""

    activity: str
    reason: str
    items: int
    due: Any


@dataclass(frozen=True)
class Sampled:
    """One subject of the sample, by the end of the random id, with masked values."""

    subject: str
    values: tuple[str, ...]


def lines(plan: DestructionPlan) -> list[Line]:
    """The items by activity and reason, with the earliest due date."""
    groups = plan.items.values_list("activity", "reason__kind").annotate(n=Count("pk"), due=models.Min("reason__due"))
    ordered = groups.order_by("activity", "reason__kind")
    return [Line(activity_title(activity), reason_title(kind), n, due) for activity, kind, n, due in ordered]


def kept(plan: DestructionPlan) -> list[Any]:
    """What is kept under which law, how many records and until when."""
    entries = ArchiveEntry.objects.filter(item__plan=plan).exclude(item__state=ItemState.SKIPPED)
    groups = entries.exclude(state=EntryState.EMPTY).values("law", "items")
    found = list(groups.annotate(records=Count("pk"), until=Max("keep_until")).order_by("law"))
    labels = {item.code: item.said("label", get_language()) for item in PolicyItem.objects.order_by("version_id", "pk")}
    return [group | {"items": [labels.get(code, code) for code in group["items"]]} for group in found]


def history(plan: DestructionPlan) -> list[tuple[datetime, str]]:
    """What has happened to the plan, in order; at most `SHOWN` holds of it."""
    found: list[tuple[datetime | None, Any]] = [
        (plan.drafted_at, _("proposed by the nightly job")),
        (plan.approved_at, _("approved by %s") % plan.approved_by),
        (plan.closed_at, f"{plan.get_state_display()} ({plan.closed_by}): {plan.closing_reason}"),
        (plan.certified_at, _("certified")),
    ]
    found += [
        (alarm.at, _("alarm: nobody decided, or not certified, on day %s") % alarm.day) for alarm in plan.alarms.all()
    ]
    held = HoldEvent.objects.filter(pk__in=plan.items.exclude(held_by=None).values("held_by"))
    for event in held.order_by("at")[:SHOWN]:
        found.append((event.at, _("held by %(by)s: %(basis)s") % {"by": event.by, "basis": event.basis}))
    steps = BatchStep.objects.filter(batch__plan=plan).aggregate(first=Min("at"), last=Max("at"))
    found += [(steps["first"], _("execution began")), (steps["last"], _("last step of the execution so far"))]
    return sorted(((at, str(said)) for at, said in found if at is not None), key=itemgetter(0))


def estimate(plan: DestructionPlan) -> int | None:
    """How many minutes the execution will take, by what each item of the last certified plans took; None without."""
    last = DestructionPlan.objects.filter(state=PlanState.CERTIFIED).order_by("-number")[:LAST]
    ids = list(last.values_list("pk", flat=True))
    spans = BatchStep.objects.filter(batch__plan__in=ids).values("batch__plan").annotate(took=Max("at") - Min("at"))
    took = sum((took for took in spans.values_list("took", flat=True)), timedelta())
    done = PlanItem.objects.filter(plan__in=ids, state=ItemState.DESTROYED).count()
    if not done:
        return None
    items = plan.items.filter(state=ItemState.PLANNED).count()
    return math.ceil(took.total_seconds() * items / done / 60)


def progress(plan: DestructionPlan) -> list[tuple[str, int]]:
    """How many batches have come how far."""
    states = Counter(plan.batches.values_list("state", flat=True))
    return [(str(BatchState(state).label), number) for state, number in sorted(states.items())]


def sample(plan: DestructionPlan, *, actor: Actor) -> list[Sampled]:
    """Masked values of the first subjects, so that a wrong plan looks wrong; the look is in the access log."""
    found: dict[Any, list[str]] = {}
    chosen = plan.items.filter(state=ItemState.PLANNED).order_by("subject_id", "activity")[:SAMPLE]
    for item in chosen:
        values = found.setdefault(item.subject_id, [])
        for table in extent.extents(item.activity):
            masks = _masks(table)
            rows = table.rows([item.subject_id])[:1] if masks else []
            reason = f"masked sample of plan {plan.number}"
            for row in disclose(rows, to=actor, items=list(masks), reason=reason, action=Action.LIST):
                values += [_masked(row, name, mask) for name, mask in masks.items()]
    return [Sampled(str(subject)[-8:], tuple(filter(None, values))) for subject, values in found.items()]


def activity_title(code: str) -> str:
    """The activity in the language of the page."""
    activity = registry().activity(code)
    return activity.title_ko if get_language() == "ko" else activity.title_en


def reason_title(code: str) -> str:
    """The kind of reason in the language of the page."""
    kind = registry().reason_kind(code)
    return kind.title_ko if get_language() == "ko" else kind.title_en


def _masks(table: extent.Extent) -> dict[str, Mask]:
    found = {}
    for name, item in table.declaration.items.items():
        if item in MASKS and not isinstance(table.model._meta.get_field(name), BlindIndexField):
            found[name] = MASKS[item]
    return found


def _masked(row: models.Model, name: str, mask: Mask) -> str:
    try:
        return mask(getattr(row, name))
    except KeyDestroyed:
        return ""
