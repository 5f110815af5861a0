"""A worker's turn at a batch: the lease, and the transactions in which the batch moves on."""

import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from privacy.destruction.choices import BatchState, ItemState, SkippedBecause
from privacy.destruction.exceptions import LeaseLost
from privacy.destruction.failpoints import failpoint
from privacy.destruction.models import BatchStep, DestructionBatch, DestructionPlan
from privacy.subjects.models import Processing

LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
MOST_RETURNS = 3


def claim(plan: DestructionPlan) -> "Turn | None":
    """Take over a batch of the plan that waits for a worker; None when there is none at present."""
    with transaction.atomic(durable=True):
        waiting = DestructionBatch.objects.claimable(timezone.now()).filter(plan=plan)
        # A batch in whose step somebody is right now is locked, and so passed over even if its lease has run out.
        batch = waiting.select_for_update(skip_locked=True, of=("self",)).first()
        if batch is None:
            return None
        batch.token += 1
        batch.lease_owner = f"{socket.gethostname()}:{os.getpid()}"[:80]
        batch.lease_until = timezone.now() + LEASE
        batch.save(update_fields=["token", "lease_owner", "lease_until"])
    return Turn(batch)


class Turn:
    """The right to move one batch on, for as long as nobody else has taken it over."""

    def __init__(self, batch: DestructionBatch) -> None:
        self.batch = batch
        self.next: int = batch.state
        self.counts: dict[str, Any] = {}

    @contextmanager
    def step(self, name: str, to: BatchState) -> Iterator["Turn"]:
        """One transaction: what is done in it in `default`, the new state and the step's log commit together.

        What a step commits in another store comes before that, so it must bear being done again. Raises LeaseLost.
        """
        with transaction.atomic(durable=True):
            self._lock()
            self.next, self.counts = to, {}
            self.batch.error, self.batch.retry_at, self.batch.attempts = "", None, 0
            self.batch.lease_until = timezone.now() + LEASE
            yield self
            self.batch.state = self.next
            self.batch.save()
            self._log(name)
            failpoint(f"before:{name}:commit")
        failpoint(f"after:{name}:commit")

    def go_back(self, to: BatchState) -> None:
        """Inside a step: what it found means that an earlier one has to be done again, later if that happens often."""
        self.next = to
        self.batch.returns += 1
        if self.batch.returns > MOST_RETURNS:
            self.batch.error = "Returned"
            self.batch.retry_at, self.batch.lease_until = timezone.now() + _wait(self.batch.returns), None

    def skip(self, gone: Mapping[UUID, SkippedBecause]) -> None:
        """Inside a reversible step: these items leave the plan, and their subjects may be written about again."""
        for because in set(gone.values()):
            items = self.batch.planned().filter(pk__in=[pk for pk, why in gone.items() if why == because])
            for subject_id, activity in items.values_list("subject_id", "activity"):
                Processing.objects.filter(subject_id=subject_id, activity=activity, fenced_by=self.batch.pk).update(
                    fenced_by=None
                )
            self.counts[f"skipped: {because.value}"] = items.update(state=ItemState.SKIPPED, skipped_because=because)

    def put_off(self, failure: BaseException) -> None:
        """After a failure: give the batch back, to be tried again after 1, 2, 4 … minutes."""
        with transaction.atomic(durable=True):
            self._lock()
            self.batch.attempts += 1
            self.batch.error, self.batch.lease_until = type(failure).__name__[:80], None
            self.batch.retry_at = timezone.now() + _wait(self.batch.attempts)
            self.batch.save()

    def set_aside(self, failure: BaseException) -> None:
        """After a failure of some of many: cut the batch in two, until those that fail are a batch of their own."""
        with transaction.atomic(durable=True):
            self._lock()
            subjects = sorted(set(self.batch.planned().values_list("subject_id", flat=True)))
            moved = subjects[len(subjects) // 2 :]
            other = DestructionBatch.objects.create(
                plan_id=self.batch.plan_id, state=self.batch.state, note=self.batch.note
            )
            self.batch.items.filter(subject_id__in=moved).update(batch=other)
            Processing.objects.filter(fenced_by=self.batch.pk, subject_id__in=moved).update(fenced_by=other.pk)
            self.batch.error, self.batch.lease_until, self.batch.attempts = type(failure).__name__[:80], None, 0
            self.batch.save()
            self.counts = {"moved": len(moved), "to": str(other.pk)}
            self._log("split")

    def end(self) -> None:
        """Give the finished batch back."""
        held = DestructionBatch.objects.filter(pk=self.batch.pk, token=self.batch.token)
        held.update(lease_until=None, lease_owner="")

    def _lock(self) -> None:
        held = DestructionBatch.objects.filter(pk=self.batch.pk, token=self.batch.token)
        batch = held.select_for_update().first()
        if batch is None:
            raise LeaseLost(f"{self.batch} was taken over.")
        self.batch = batch

    def _log(self, name: str) -> None:
        BatchStep.objects.create(
            batch=self.batch,
            step=name,
            token=self.batch.token,
            worker=self.batch.lease_owner,
            counts=self.counts,
        )


def _wait(times: int) -> timedelta:
    """1, 2, 4 … minutes, an hour at most."""
    return min(timedelta(minutes=2 ** min(times - 1, 10)), LONGEST_WAIT)
