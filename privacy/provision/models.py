"""To whom what was given: recipients and the provision ledger (policy art. 2; PIPA arts. 17 and 19)."""

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.provision.choices import Channel, RecipientKind
from privacy.subjects.models import DataSubject
from privacy.subjects.uuids import uuid7


class Recipient(models.Model):
    """Somebody to whom personal data may be given: a company or the agency, under the id that consents name."""

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=RecipientKind.choices)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")

    def __str__(self) -> str:
        return self.name


class ProvisionQuerySet(models.QuerySet["Provision"]):
    """Reads of the ledger."""

    def about(self, subject_id: UUID) -> "ProvisionQuerySet":
        """What was given about a person, the latest first."""
        return self.filter(subject=subject_id).select_related("recipient").order_by("-at", "-id")


class Provision(models.Model):
    """One act by which items of one person reached one recipient. Append-only; holds codes, never values."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(_("at"))
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="provisions")
    receiver = models.UUIDField(_("who received it"), null=True, help_text=_("The account, not its name."))
    role = models.CharField(_("role"), max_length=12)
    activity = models.CharField(_("activity"), max_length=40)
    basis_event = models.UUIDField(_("consent"))
    occasion = models.UUIDField(_("occasion"), null=True, help_text=_("What it was given for, for example a posting."))
    items = models.JSONField(_("items"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    keep_until = models.DateField(_("recipient keeps it until"), null=True)

    objects = ProvisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        indexes = [models.Index(fields=["subject", "-at"], name="provision_of_subject")]

    def __str__(self) -> str:
        return f"provision {str(self.pk)[-8:]}"
