"""Executing approved plans. THIS DESTROYS: from step 5 on, what it touched cannot be brought back by anybody.

A plan is cut into batches; a batch goes through nine steps, each one transaction that may be done again. Killed
anywhere, by any signal, on any machine, the next run goes on where the rows say it stopped. Only the worker can run it:
the web process has neither the rights in the vault nor the key of the archive.
"""

import logging
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from privacy import signing
from privacy.archive.exceptions import TransferBroken
from privacy.destruction import certificate, ledger
from privacy.destruction.choices import BatchState, ItemState, PlanState
from privacy.destruction.exceptions import LeaseLost, LedgerBroken, PlanAltered, StepFailed
from privacy.destruction.failpoints import failpoint
from privacy.destruction.models import DestructionBatch, DestructionPlan, PaperItem
from privacy.destruction.services import APPROVAL
from privacy.destruction.steps import copy, edges, fence, intent, keys, rehash, rows, scan, visible
from privacy.destruction.turn import Turn, claim
from privacy.subjects.exceptions import KeyDestroyed, SealBroken
from privacy.vault.exceptions import WrappingBroken

logger = logging.getLogger(__name__)

STEPS: dict[int, Callable[[Turn], None]] = {
    BatchState.CUT: fence.run,
    BatchState.FENCED: intent.run,
    BatchState.ANNOUNCED: copy.run,
    BatchState.COPIED: rehash.run,
    BatchState.UNCHANGED: keys.run,
    BatchState.KEYLESS: rows.run,
    BatchState.ROWLESS: visible.run,
    BatchState.KEPT: edges.run,
    BatchState.CLEARED: scan.run,
}
# A store is away: nobody's fault, and it will be back.
PASSING = (OperationalError, InterfaceError, OSError)
# Something about one of the subjects: found by cutting the batch in two until it is alone.
LASTING = (DatabaseError, StepFailed, TransferBroken, SealBroken, KeyDestroyed, WrappingBroken, TypeError)

Progress = Callable[[Turn], None]


def execute_due(*, progress: Progress = lambda turn: None) -> int:
    """Execute every plan whose time has come, as far as possible now; how many were certified. Raises LedgerBroken."""
    plans = list(DestructionPlan.objects.executable(timezone.now()))
    if plans:
        ledger.verify()
        if older := ledger.older_copies():
            raise LedgerBroken(f"Older than the ledger, and so restored from a backup: {', '.join(older)}.")
    return sum(execute(plan, progress=progress) for plan in plans)


def execute(plan: DestructionPlan, *, progress: Progress = lambda turn: None) -> bool:
    """Work on a plan until nothing is left to claim; whether it is certified now. Any number of workers may do so.

    Raises PlanAltered, before anything is touched, when the items are not those that the officer signed.
    """
    _begin(plan)
    while (turn := claim(plan)) is not None:
        _run(turn, progress)
    plan.refresh_from_db()
    if plan.state in (PlanState.EXECUTING, PlanState.VERIFYING) and not _is_something_left(plan):
        certificate.certify(plan)
    return plan.state == PlanState.CERTIFIED


def _is_something_left(plan: DestructionPlan) -> bool:
    """A batch that has not come to the end, or paper of which nobody has said that it is gone (rule 25)."""
    return bool(plan.batches.unfinished().exists() or PaperItem.objects.of_plan(plan).unconfirmed().exists())


def _begin(plan: DestructionPlan) -> None:
    """Check what was approved, and cut the plan into batches of subjects in the order of their ids."""
    with transaction.atomic(durable=True):
        locked = DestructionPlan.objects.select_for_update().get(pk=plan.pk)
        if locked.state != PlanState.APPROVED or not DestructionPlan.objects.executable(timezone.now()).filter(
            pk=plan.pk
        ):
            return
        _check_approval(locked)
        items = locked.items.filter(state=ItemState.PLANNED)
        subjects = sorted(set(items.values_list("subject_id", flat=True)))
        for start in range(0, len(subjects), DestructionBatch.MOST_SUBJECTS):
            batch = DestructionBatch.objects.create(plan=locked)
            items.filter(subject_id__in=subjects[start : start + DestructionBatch.MOST_SUBJECTS]).update(batch=batch)
        locked.state = PlanState.EXECUTING
        locked.save(update_fields=["state"])
        failpoint("before:cut:commit")
    failpoint("after:cut:commit")


def _check_approval(plan: DestructionPlan) -> None:
    try:
        approved = signing.verify(plan.approval or {})
    except (signing.SignatureBroken, signing.SigningKeyMissing, KeyError, TypeError) as error:
        raise PlanAltered(f"The approval of {plan} is not signed.") from error
    digest = plan.computed_digest()
    if (approved["form"], approved["plan"], approved["digest"]) != (APPROVAL, plan.number, digest):
        raise PlanAltered(f"What was approved is not what {plan} contains.")


def _run(turn: Turn, progress: Progress) -> None:
    """Take a batch as far as it goes. Its failures are its own: others go on."""
    try:
        while turn.batch.state < BatchState.SCANNED and turn.batch.lease_until is not None:
            STEPS[turn.batch.state](turn)
            progress(turn)
        turn.end()
    except LeaseLost:
        return
    except PASSING as failure:
        logger.warning("batch put off", exc_info=True, extra={"batch": str(turn.batch.pk)})
        turn.put_off(failure)
    except LASTING as failure:
        logger.exception("batch failed", extra={"batch": str(turn.batch.pk)})
        many = len({subject for subjects in turn.batch.subjects().values() for subject in subjects}) > 1
        turn.set_aside(failure) if many else turn.put_off(failure)
