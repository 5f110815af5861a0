"""Why data must go."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.subjects.models import DataSubject
from privacy.subjects.uuids import uuid7


class DestructionReasonQuerySet(models.QuerySet["DestructionReason"]):
    """Reasons by what has become of them."""

    def standing(self) -> "DestructionReasonQuerySet":
        """Neither withdrawn nor settled."""
        return self.filter(withdrawn_at=None, settled_at=None)

    def due(self, day: date) -> "DestructionReasonQuerySet":
        """Standing and due by `day`, the longest due first."""
        return self.standing().filter(due__lte=day).order_by("due", "subject_id", "activity", "kind")


class DestructionReason(models.Model):
    """That the data of one subject under one activity must go, since when, and by when. PIPA art. 21(1)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+", verbose_name=_("subject"))
    activity = models.CharField(_("activity"), max_length=40)
    kind = models.CharField(_("reason"), max_length=40, help_text=_("Code of a registered kind of reason."))
    anchor = models.DateField(_("since"), help_text=_("The Seoul day of the event that made it."))
    due = models.DateField(_("due"), help_text=_("The Seoul day from which a plan proposes it."))
    noted_at = models.DateTimeField(_("noted at"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    settled_at = models.DateTimeField(_("settled at"), null=True)

    objects: ClassVar = DestructionReasonQuerySet.as_manager()

    class Meta:
        verbose_name = _("reason for destruction")
        verbose_name_plural = _("reasons for destruction")
        constraints = [
            models.UniqueConstraint(fields=["subject", "activity", "kind", "anchor"], name="destruction_reason_once"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | models.Q(settled_at=None), name="destruction_reason_ends_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due"],
                condition=models.Q(withdrawn_at=None, settled_at=None),
                name="destruction_reason_standing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.activity} of subject {str(self.subject_id)[-8:]}"
