"""What there is of somebody on paper."""

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from privacy.destruction.choices import ItemState, PaperMethod
from privacy.destruction.models.plans import DestructionPlan, PlanItem
from privacy.subjects.models import DataSubject
from privacy.subjects.uuids import uuid7


class PaperItemQuerySet(models.QuerySet["PaperItem"]):
    """Papers by what has become of them."""

    def unconfirmed(self) -> "PaperItemQuerySet":
        """Those of which nobody has said yet that they are destroyed."""
        return self.filter(destroyed_on=None)

    def of_plan(self, plan: DestructionPlan) -> "PaperItemQuerySet":
        """Those about whom and what the plan destroys."""
        going = plan.items.filter(state__in=[ItemState.PLANNED, ItemState.DESTROYED])
        same = {"subject": OuterRef("subject"), "activity": OuterRef("activity")}
        return self.filter(Exists(PlanItem.objects.filter(pk__in=going.values("pk"), **same)))


class PaperItem(models.Model):
    """A letter, fax or copy: what, under which case number, where, how many pages, and how it was destroyed.

    It goes with the plan that destroys its subject and activity, which gets no certificate before. Product rule 25;
    PIPA Enforcement Decree art. 16(1)2.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+", verbose_name=_("subject"))
    activity = models.CharField(_("activity"), max_length=40)
    what = models.CharField(_("what it is"), max_length=200)
    case_number = models.CharField(_("case number"), max_length=60)
    place = models.CharField(_("where it is kept"), max_length=200)
    pages = models.PositiveIntegerField(_("pages"))
    entered_by = models.UUIDField(_("entered by"))
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    method = models.CharField(_("how it was destroyed"), max_length=12, choices=PaperMethod, blank=True)
    destroyed_on = models.DateField(_("destroyed on"), null=True)
    destroyed_by = models.UUIDField(_("destroyed by"), null=True)
    witness = models.UUIDField(_("witness"), null=True)

    objects: ClassVar = PaperItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["-entered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(method="", destroyed_on=None, destroyed_by=None, witness=None)
                | Q(destroyed_on__isnull=False, destroyed_by__isnull=False, witness__isnull=False) & ~Q(method=""),
                name="paper_is_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=Q(witness=None) | ~Q(witness=models.F("destroyed_by")), name="paper_witness_is_another"
            ),
        ]
        indexes = [models.Index(fields=["subject", "activity"], name="paper_of_subject")]

    def __str__(self) -> str:
        return f"paper {str(self.pk)[-8:]}"
