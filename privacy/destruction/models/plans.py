"""What is proposed, approved and kept."""

import hashlib
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy import signing
from privacy.destruction.choices import Disposition, EntryState, ItemState, PlanState, SkippedBecause
from privacy.destruction.models.holds import HoldEvent
from privacy.destruction.models.reasons import DestructionReason
from privacy.subjects.models import DataSubject
from privacy.subjects.uuids import uuid7


class DestructionPlanQuerySet(models.QuerySet["DestructionPlan"]):
    """Plans by what may happen to them."""

    def executable(self, now: datetime) -> "DestructionPlanQuerySet":
        """Approved and cooled, or begun and not certified; the oldest first."""
        cooled = models.Q(state=PlanState.APPROVED, not_before__lte=now)
        begun = models.Q(state__in=[PlanState.EXECUTING, PlanState.VERIFYING])
        return self.filter(cooled | begun).order_by("number")


class DestructionPlan(models.Model):
    """A list of items to destroy, proposed by the nightly job, decided by the officer (policy art. 6; rule 23).

    `digest` covers every item with its reason and what is kept of it; the officer's approval signs it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveIntegerField(_("number"), unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=PlanState, default=PlanState.DRAFT)
    drafted_at = models.DateTimeField(_("drafted at"), auto_now_add=True)
    digest = models.CharField(_("digest"), max_length=64)
    approval = models.JSONField(_("approval"), null=True, help_text=_("The signed approval: who, when, what."))
    approved_by = models.UUIDField(_("approved by"), null=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)
    not_before = models.DateTimeField(_("executed from"), null=True)
    closed_by = models.UUIDField(_("rejected or cancelled by"), null=True)
    closed_at = models.DateTimeField(_("rejected or cancelled at"), null=True)
    closing_reason = models.CharField(_("reason"), max_length=500, blank=True)
    certified_at = models.DateTimeField(_("certified at"), null=True)

    objects: ClassVar = DestructionPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("destruction plan")
        verbose_name_plural = _("destruction plans")
        ordering = ["-number"]
        permissions = [("deputise_destructionplan", "Can approve a destruction plan from the third day on")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[PlanState.DRAFT, PlanState.REJECTED]) | models.Q(approval__isnull=False),
                name="destruction_plan_runs_only_approved",
            )
        ]

    def __str__(self) -> str:
        return f"plan {self.number}"

    def computed_digest(self) -> str:
        """SHA-256 over all items as they were proposed, whatever has become of them since."""
        lines = sorted(item.as_line() for item in self.items.select_related("reason").prefetch_related("entries"))
        return hashlib.sha256(signing.canonical_json(lines)).hexdigest()


class PlanAlarm(models.Model):
    """That whoever may decide was told that a plan waits, so many days after it was drafted. Product rule 23."""

    plan = models.ForeignKey(DestructionPlan, on_delete=models.PROTECT, related_name="alarms")
    day = models.PositiveSmallIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["plan", "day"], name="plan_alarm_once")]

    def __str__(self) -> str:
        return f"alarm of day {self.day}"


class PlanItem(models.Model):
    """The data of one subject under one activity, as part of a plan."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(DestructionPlan, on_delete=models.PROTECT, related_name="items")
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+", verbose_name=_("subject"))
    activity = models.CharField(_("activity"), max_length=40)
    reason = models.ForeignKey(DestructionReason, on_delete=models.PROTECT, related_name="items")
    disposition = models.CharField(_("what happens"), max_length=20, choices=Disposition)
    state = models.CharField(_("state"), max_length=10, choices=ItemState, default=ItemState.PLANNED)
    skipped_because = models.CharField(_("left out because"), max_length=20, choices=SkippedBecause, blank=True)
    held_by = models.ForeignKey(
        HoldEvent, on_delete=models.PROTECT, null=True, related_name="+", help_text="The hold that took it out."
    )
    batch = models.ForeignKey("DestructionBatch", on_delete=models.PROTECT, null=True, related_name="items")
    live_hash = models.BinaryField(null=True, help_text="SHA-256 over the live rows, taken before they were copied.")

    class Meta:
        verbose_name = _("item of a plan")
        verbose_name_plural = _("items of a plan")
        constraints = [
            models.UniqueConstraint(fields=["plan", "subject", "activity"], name="plan_item_once"),
            models.UniqueConstraint(
                fields=["subject", "activity"],
                condition=models.Q(state=ItemState.PLANNED),
                name="plan_item_in_one_open_plan",
            ),
        ]
        indexes = [models.Index(fields=["batch", "subject"], name="plan_item_by_batch")]

    def __str__(self) -> str:
        return f"item {str(self.pk)[-8:]}"

    def as_line(self) -> list[Any]:
        """What the approval covers of this item, as plain JSON."""
        entries = self.entries.all()
        kept = sorted([entry.rule, entry.law, sorted(entry.items), str(entry.keep_until)] for entry in entries)
        reason = [self.reason.kind, str(self.reason.anchor)]
        return [str(self.subject_id), self.activity, reason, self.disposition, kept]


class ArchiveEntryQuerySet(models.QuerySet["ArchiveEntry"]):
    """Entries by what has become of them."""

    def kept(self) -> "ArchiveEntryQuerySet":
        """What lies in the archive and counts."""
        return self.filter(state=EntryState.VISIBLE)


class ArchiveEntry(models.Model):
    """The officer's list of the archive: whose record is kept, which law requires it and until when; no content.

    Its id is the id of the archived record. PIPA art. 21(3).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(
        PlanItem, on_delete=models.PROTECT, null=True, related_name="entries",
        help_text="None where a restored database does not know the plan.",
    )  # fmt: skip
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+", verbose_name=_("subject"))
    rule = models.CharField(_("preservation rule"), max_length=40)
    law = models.CharField(_("law"), max_length=300)
    items = ArrayField(models.CharField(max_length=40), verbose_name=_("kept items"))
    keep_until = models.DateField(_("kept until"))
    state = models.CharField(_("state"), max_length=10, choices=EntryState, default=EntryState.PLANNED)
    content_hash = models.BinaryField(null=True, help_text="SHA-256 of the archived body that was read back.")
    visible_at = models.DateTimeField(_("kept since"), null=True)

    objects: ClassVar = ArchiveEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept record")
        verbose_name_plural = _("kept records")
        ordering = ["keep_until", "id"]
        constraints = [models.UniqueConstraint(fields=["item", "rule"], name="archive_entry_once_per_rule")]

    def __str__(self) -> str:
        return f"kept record {str(self.pk)[-8:]}"
