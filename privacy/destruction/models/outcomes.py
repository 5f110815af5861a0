"""What is left of a destruction: its certificate, the marks of the ledger, and the leaver's reference code."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.destruction.models.plans import DestructionPlan
from privacy.subjects.models import DataSubject


class Certificate(models.Model):
    """The signed statement of what was destroyed and what remains under which law; no personal value. Policy art. 6."""

    plan = models.OneToOneField(DestructionPlan, primary_key=True, on_delete=models.PROTECT, related_name="certificate")
    document = models.JSONField(help_text="Payload, key id and Ed25519 signature.")
    note = models.PositiveBigIntegerField(help_text="Number of its hash in the ledger.")
    issued_at = models.DateTimeField(_("issued at"))

    def __str__(self) -> str:
        return f"certificate of plan {str(self.plan_id)[-8:]}"


class LedgerMark(models.Model):
    """How far the ledger was when this database last took part in it; an older copy of it is behind."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"ledger mark {self.number}"


class DepartureReference(models.Model):
    """By which somebody who left can learn what has become of his data (rule 27); the code itself is not stored."""

    digest = models.BinaryField(primary_key=True, max_length=32, help_text="SHA-256 of the 128 bits of the code.")
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"reference of subject {str(self.subject_id)[-8:]}"
