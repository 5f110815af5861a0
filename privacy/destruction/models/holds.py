"""What keeps an item out of plans for a while."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from privacy.destruction.choices import HoldGround, HoldKind
from privacy.subjects.models import DataSubject
from privacy.subjects.uuids import uuid7


class HoldEventQuerySet(models.QuerySet["HoldEvent"]):
    """Reads of the history of holds."""

    def last_words(self) -> "HoldEventQuerySet":
        """The last word on each subject and activity."""
        same = {"subject": OuterRef("subject"), "activity": OuterRef("activity"), "seq__gt": OuterRef("seq")}
        return self.filter(~Exists(HoldEvent.objects.filter(**same)))

    def in_force(self, day: date) -> "HoldEventQuerySet":
        """The last words that hold on this Seoul day: not released, and their last day not over."""
        return self.last_words().exclude(kind=HoldKind.RELEASED).filter(until__gte=day)


class HoldEvent(models.Model):
    """That an officer placed, renewed or released a hold on the data of one subject under one activity.

    Nothing is ever changed here: the last event of a subject and activity is in force until its day is over. PIPA art.
    21(1), proviso; product rule 24.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+", verbose_name=_("subject"))
    activity = models.CharField(_("activity"), max_length=40)
    seq = models.PositiveIntegerField()
    kind = models.CharField(_("event"), max_length=10, choices=HoldKind)
    ground = models.CharField(_("ground"), max_length=10, choices=HoldGround)
    basis = models.CharField(_("article or case number"), max_length=300)
    until = models.DateField(_("held until"), help_text=_("The last Seoul day on which it holds."))
    by = models.UUIDField(_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects: ClassVar = HoldEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["subject", "activity", "seq"], name="hold_event_order")]
        indexes = [models.Index(fields=["until"], name="hold_event_until")]

    def __str__(self) -> str:
        return f"hold {self.kind}: {self.activity} of subject {str(self.subject_id)[-8:]}"
