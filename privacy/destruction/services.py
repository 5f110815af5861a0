"""Reasons, plans and decisions. Nothing here destroys anything: see `execution`."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone
from django.utils.module_loading import import_string

from privacy import signing
from privacy.destruction import deciders, grounds
from privacy.destruction.choices import Disposition, ItemState, PlanState
from privacy.destruction.exceptions import EditorApproves, PlanAltered, WrongNumber, WrongState
from privacy.destruction.models import ArchiveEntry, DestructionPlan, DestructionReason, PlanItem
from privacy.registry import registry

APPROVAL = "impix destruction approval 1"


def add_reason(
    *, subject_id: UUID, activity: str, kind: str, anchor: date | None = None, due: date | None = None
) -> DestructionReason:
    """Note that data must go: from today on, unless other days are given. The same reason twice is one.

    One that was withdrawn stands again.
    """
    registry().reason_kind(kind), registry().activity(activity)
    day = anchor or grounds.today()
    reason, _made = DestructionReason.objects.update_or_create(
        subject_id=subject_id,
        activity=activity,
        kind=kind,
        anchor=day,
        defaults={"withdrawn_at": None},
        create_defaults={"due": due or day},
    )
    return reason


def find_reasons() -> int:
    """Ask every declared kind for the reasons that have arisen; how many are new. May run at any time, twice too."""
    count = DestructionReason.objects.count()
    for kind in registry().reason_kinds():
        if kind.find is not None:
            findings: Iterable[grounds.Finding] = import_string(kind.find)()
            rows = [DestructionReason(kind=kind.code, **vars(finding)) for finding in findings]
            DestructionReason.objects.bulk_create(
                rows,
                batch_size=1000,
                update_conflicts=True,
                unique_fields=["subject", "activity", "kind", "anchor"],
                update_fields=["withdrawn_at"],
            )
    return DestructionReason.objects.count() - count


def withdraw_reasons(*, subject_id: UUID, kind: str) -> int:
    """Somebody stays after all (rule 27): his items leave their plans, unless one is already approved.

    Raises WrongState when it is too late for that.
    """
    with transaction.atomic():
        reasons = DestructionReason.objects.standing().filter(subject_id=subject_id, kind=kind)
        items = PlanItem.objects.select_for_update().filter(reason__in=reasons, state=ItemState.PLANNED)
        if any(item.plan.state != PlanState.DRAFT for item in items.select_related("plan")):
            raise WrongState("A plan that is approved goes on.")
        items.update(state=ItemState.DROPPED)
        return reasons.update(withdrawn_at=timezone.now())


def is_decided(*, subject_id: UUID, kind: str, since: date) -> bool:
    """Whether a plan that holds a reason of this kind, arisen on `since` or later, is approved or carried out."""
    items = PlanItem.objects.filter(subject=subject_id, state__in=[ItemState.PLANNED, ItemState.DESTROYED])
    items = items.filter(reason__kind=kind, reason__anchor__gte=since, reason__withdrawn_at=None)
    return bool(items.exclude(plan__state=PlanState.DRAFT).exists())


def draft_plan() -> DestructionPlan | None:
    """Propose everything that is due and in no open plan (rule 23: the job proposes); None when there is nothing."""
    with transaction.atomic():
        with connection.cursor() as cursor:  # Two drafts at once would propose the same items.
            cursor.execute(f"LOCK TABLE {DestructionPlan._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
        reasons = _to_plan()
        if not reasons:
            return None
        number = (DestructionPlan.objects.aggregate(n=Max("number"))["n"] or 0) + 1
        plan = DestructionPlan.objects.create(number=number)
        items, entries = _items(plan, reasons)
        PlanItem.objects.bulk_create(items, batch_size=1000)
        ArchiveEntry.objects.bulk_create(entries, batch_size=1000)
        plan.digest = plan.computed_digest()
        plan.save(update_fields=["digest"])
    return plan


def approve(*, plan_id: UUID, officer_id: UUID, typed_number: str) -> DestructionPlan:
    """The officer's approval: signed over the digest of all items, effective after the cooling period (rule 23).

    Raises WrongState, WrongNumber, EditorApproves and PlanAltered. The caller has seen to it that whoever approves may
    do so today and has just authenticated.
    """
    with transaction.atomic():
        plan = _locked(plan_id, PlanState.DRAFT)
        if typed_number.strip() != str(plan.number):
            raise WrongNumber
        if deciders.is_editor(plan, officer_id):
            raise EditorApproves
        if plan.computed_digest() != plan.digest:
            raise PlanAltered(f"The items of {plan} are not those that were drafted.")
        plan.approved_by, plan.approved_at = officer_id, timezone.now()
        plan.not_before = plan.approved_at + timedelta(hours=settings.DESTRUCTION_COOLING_HOURS)
        plan.approval = signing.sign(
            {
                "form": APPROVAL,
                "plan": plan.number,
                "digest": plan.digest,
                "officer": officer_id,
                "at": plan.approved_at,
                "not_before": plan.not_before,
            }
        )
        plan.state = PlanState.APPROVED
        plan.save()
    return plan


def reject(*, plan_id: UUID, officer_id: UUID, reason: str) -> None:
    """The officer does not approve; what is still due is proposed again the next night."""
    _close(plan_id, PlanState.DRAFT, PlanState.REJECTED, officer_id, reason)


def cancel(*, plan_id: UUID, officer_id: UUID, reason: str) -> None:
    """The officer takes an approval back while the plan is cooling; what is still due is proposed again."""
    _close(plan_id, PlanState.APPROVED, PlanState.CANCELLED, officer_id, reason)


def _close(plan_id: UUID, before: PlanState, after: PlanState, officer_id: UUID, reason: str) -> None:
    with transaction.atomic():
        plan = _locked(plan_id, before)
        plan.state, plan.closed_by, plan.closed_at = after, officer_id, timezone.now()
        plan.closing_reason = reason
        plan.save()
        plan.items.filter(state=ItemState.PLANNED).update(state=ItemState.DROPPED)


def _locked(plan_id: UUID, state: PlanState) -> DestructionPlan:
    plan = DestructionPlan.objects.select_for_update().get(pk=plan_id)
    if plan.state != state:
        raise WrongState(f"{plan} is {plan.state}, not {state}.")
    return plan


def _to_plan() -> dict[grounds.Pair, DestructionReason]:
    """The reason of longest standing for each subject and activity that is due, held by nobody and in no open plan."""
    same = {"subject": OuterRef("subject"), "activity": OuterRef("activity"), "state": ItemState.PLANNED}
    due = DestructionReason.objects.due(grounds.today()).filter(~Exists(PlanItem.objects.filter(**same)))
    reasons = list(due)
    gone = grounds.fallen_reasons(reasons)
    DestructionReason.objects.filter(pk__in=gone).update(withdrawn_at=timezone.now())
    held = grounds.held((reason.subject_id, reason.activity) for reason in reasons)
    found: dict[grounds.Pair, DestructionReason] = {}
    for reason in reasons:
        if reason.pk not in gone and (reason.subject_id, reason.activity) not in held:
            found.setdefault((reason.subject_id, reason.activity), reason)
    return found


def _items(
    plan: DestructionPlan, reasons: dict[grounds.Pair, DestructionReason]
) -> tuple[list[PlanItem], list[ArchiveEntry]]:
    items, entries = [], []
    rules: dict[tuple[str, date], list[grounds.Kept]] = {}
    for (subject_id, activity), reason in sorted(reasons.items()):
        when = (activity, reason.anchor)
        if when not in rules:
            rules[when] = grounds.kept(activity=activity, anchor=reason.anchor)
        disposition = Disposition.ARCHIVE_THEN_DESTROY if rules[when] else Disposition.DESTROY
        item = PlanItem(plan=plan, subject_id=subject_id, activity=activity, reason=reason, disposition=disposition)
        items.append(item)
        entries += [
            ArchiveEntry(
                item=item,
                subject_id=subject_id,
                rule=kept.rule,
                law=kept.law,
                items=list(kept.items),
                keep_until=kept.keep_until,
            )
            for kept in rules[when]
        ]
    return items, entries
