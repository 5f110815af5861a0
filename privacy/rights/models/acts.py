"""What people did in the privacy centre (PIPA arts. 35 to 38)."""

from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.rights.choices import Act
from privacy.subjects.models import DataSubject
from privacy.subjects.uuids import uuid7


class RightsActQuerySet(models.QuerySet["RightsAct"]):
    """Reads of the record."""

    def of(self, subject_id: UUID) -> "RightsActQuerySet":
        """A person's own acts, the latest first."""
        return self.filter(subject=subject_id).order_by("-at", "-id")


class RightsAct(models.Model):
    """One act of a person in the privacy centre. Append-only; ids and times, no value."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("act"), max_length=20, choices=Act.choices)
    about = models.UUIDField(_("about"), null=True, help_text=_("What it was done with, for example an export."))
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = RightsActQuerySet.as_manager()

    class Meta:
        verbose_name = _("act of a person")
        verbose_name_plural = _("acts of persons")
        indexes = [models.Index(fields=["subject", "-at"], name="rights_act_of_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {str(self.pk)[-8:]}"
