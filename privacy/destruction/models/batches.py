"""The unit of execution: what is leased, fenced, retried and logged."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models

from privacy.destruction.choices import BatchState, ItemState, PlanState
from privacy.destruction.models.plans import ArchiveEntry, DestructionPlan, PlanItem
from privacy.subjects.uuids import uuid7


class DestructionBatchQuerySet(models.QuerySet["DestructionBatch"]):
    """Batches by what may happen to them."""

    def unfinished(self) -> "DestructionBatchQuerySet":
        """Those that have not come to the end."""
        return self.filter(state__lt=BatchState.SCANNED)

    def claimable(self, now: datetime) -> "DestructionBatchQuerySet":
        """Unfinished, held by nobody and not told to wait; what was begun comes before what was not."""
        return (
            self.unfinished()
            .filter(plan__state=PlanState.EXECUTING)
            .filter(models.Q(lease_until=None) | models.Q(lease_until__lte=now))
            .filter(models.Q(retry_at=None) | models.Q(retry_at__lte=now))
            .order_by("-state", "id")
        )


class DestructionBatch(models.Model):
    """Up to 500 subjects of an approved plan that go through the nine steps together.

    Whoever works on it holds a lease and knows its `token`. Taking it over raises the token, so that the former holder
    can commit nothing any more.
    """

    MOST_SUBJECTS = 500

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(DestructionPlan, on_delete=models.PROTECT, related_name="batches")
    state = models.PositiveSmallIntegerField(choices=BatchState, default=BatchState.CUT)
    token = models.PositiveIntegerField(default=0)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Failures since it last made progress.")
    returns = models.PositiveSmallIntegerField(default=0, help_text="How often a step sent it back to an earlier one.")
    retry_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=80, blank=True, help_text="Class of the last failure; never its values.")
    note = models.PositiveBigIntegerField(null=True, help_text="Number of its intent in the ledger.")

    objects: ClassVar = DestructionBatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "destruction batches"
        indexes = [models.Index(fields=["plan", "state", "id"], name="destruction_batch_to_do")]

    def __str__(self) -> str:
        return f"batch {str(self.pk)[-8:]}"

    def planned(self) -> "models.QuerySet[PlanItem]":
        """Its items that are still to be destroyed."""
        return PlanItem.objects.filter(batch=self, state=ItemState.PLANNED)

    def leaving(self) -> "models.QuerySet[PlanItem]":
        """The same with their reasons, locked in one order: a hold waits for this transaction, or this for the hold."""
        return self.planned().select_related("reason").order_by("pk").select_for_update(of=("self",))

    def entries(self) -> "models.QuerySet[ArchiveEntry]":
        """What is kept of these items."""
        return ArchiveEntry.objects.filter(item__batch=self, item__state=ItemState.PLANNED)

    def subjects(self) -> dict[str, list[UUID]]:
        """The subjects to be destroyed by activity, each list in order."""
        found: dict[str, list[UUID]] = {}
        pairs = self.planned().order_by("activity", "subject_id").values_list("activity", "subject_id")
        for activity, subject_id in pairs:
            found.setdefault(activity, []).append(subject_id)
        return found


class BatchStep(models.Model):
    """One committed step of a batch: when, by whom, under which token, and how much."""

    batch = models.ForeignKey(DestructionBatch, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10)
    token = models.PositiveIntegerField()
    worker = models.CharField(max_length=80)
    at = models.DateTimeField(auto_now_add=True)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.step} of batch {str(self.batch_id)[-8:]}"
