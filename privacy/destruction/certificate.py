"""The certificate of a plan: what was destroyed, what remains under which law, how, and on whose approval."""

import hashlib
from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min
from django.utils import timezone

from privacy import clocks, signing
from privacy.destruction import ledger
from privacy.destruction.choices import EntryState, ItemState, PlanState
from privacy.destruction.failpoints import failpoint
from privacy.destruction.models import ArchiveEntry, BatchStep, Certificate, DestructionPlan, PaperItem
from privacy.vault.epochs import GRACE

FORM = "impix destruction certificate 1"
METHOD = [
    "data keys destroyed (AES-256-GCM, one per subject and activity)",
    "rows deleted from the database",
    "encrypted files deleted",
    "scanned by subject, key and storage prefix afterwards",
]


def certify(plan: DestructionPlan) -> None:
    """Sign the certificate, note its hash in the ledger and close the plan. Safety standard art. 13; policy art. 6.

    Between note and commit it may be done again: the ledger then names two documents of which one was issued.
    """
    DestructionPlan.objects.filter(pk=plan.pk, state=PlanState.EXECUTING).update(state=PlanState.VERIFYING)
    now = timezone.now()
    document = signing.sign(_body(plan) | {"issued_at": now})
    digest = hashlib.sha256(signing.canonical_json(document)).hexdigest()
    note = ledger.append("certificate", {"plan": plan.number, "sha256": digest})
    with transaction.atomic(durable=True):
        locked = DestructionPlan.objects.select_for_update().get(pk=plan.pk)
        if locked.state == PlanState.VERIFYING:
            Certificate.objects.create(plan=locked, document=document, note=note, issued_at=now)
            locked.state, locked.certified_at = PlanState.CERTIFIED, now
            locked.save(update_fields=["state", "certified_at"])
        failpoint("before:certify:commit")
    failpoint("after:certify:commit")
    plan.refresh_from_db()


def backups_unreadable_from(day: date) -> date:
    """The day from which nobody can read a backup made before `day`: the master key epoch of its month is gone."""
    next_month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return next_month + GRACE


def _body(plan: DestructionPlan) -> dict[str, Any]:
    items = plan.items.order_by()
    destroyed = items.filter(state=ItemState.DESTROYED)
    steps = BatchStep.objects.filter(batch__plan=plan)
    scanned = steps.filter(step="scan").aggregate(last=Max("at"))["last"] or timezone.now()
    keys_gone = steps.filter(step="keys").aggregate(last=Max("at"))["last"] or scanned
    return {
        "form": FORM,
        "plan": plan.number,
        "digest": plan.digest,
        "approval": plan.approval,
        "reasons": _counted(destroyed.values_list("reason__kind").annotate(n=Count("pk"))),
        "destroyed": {
            "subjects": destroyed.values("subject").distinct().count(),
            "activities": _counted(destroyed.values_list("activity").annotate(n=Count("pk"))),
            "rows": {model: n for model, n in _totals(plan, "rows").items() if "." in model},
            "files": _totals(plan, "edges").get("files", 0),
            "between": [steps.aggregate(first=Min("at"))["first"], scanned],
        },
        "left_out": _counted(
            items.filter(state=ItemState.SKIPPED).values_list("skipped_because").annotate(n=Count("pk"))
        ),
        "paper": _counted(
            PaperItem.objects.of_plan(plan).order_by("method").values_list("method").annotate(n=Count("pk"))
        ),
        "kept": _kept(plan),
        "method": METHOD,
        "ledger": {
            "head": ledger.verify(),
            "intents": sorted(set(plan.batches.values_list("note", flat=True)) - {None}),
        },
        "backups_unreadable_from": backups_unreadable_from(clocks.seoul_date(keys_gone)),
    }


def _counted(pairs: Any) -> dict[str, int]:
    return dict(pairs)


def _totals(plan: DestructionPlan, step: str) -> dict[str, int]:
    total: Counter[str] = Counter()
    for counts in BatchStep.objects.filter(batch__plan=plan, step=step).values_list("counts", flat=True):
        total.update(counts)
    return dict(total)


def _kept(plan: DestructionPlan) -> list[Any]:
    entries = ArchiveEntry.objects.filter(item__plan=plan, state=EntryState.VISIBLE).order_by("rule", "law")
    groups = entries.values("rule", "law", "items").annotate(records=Count("pk"), until=Max("keep_until"))
    return list(groups)
