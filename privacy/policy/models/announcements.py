"""What happens around a published version before it takes effect: members are told, or it is taken back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.policy.models.versions import PolicyVersion
from privacy.subjects.models import DataSubject


class VersionWithdrawal(models.Model):
    """An announced version that never took effect, and why. The version itself stays as it was announced."""

    version = models.OneToOneField(PolicyVersion, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    withdrawn_by = models.UUIDField(help_text="The officer's member id.")
    withdrawn_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("withdrawal of a version")
        verbose_name_plural = _("withdrawals of versions")

    def __str__(self) -> str:
        return f"withdrawal of version {self.version_id}"


class VersionNotice(models.Model):
    """That a person was sent a letter about a version, or could not be sent one (policy art. 11)."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+")
    withdrawn = models.BooleanField(default=False, help_text="The letter says that the version was withdrawn.")
    reached = models.BooleanField(help_text="No: there was no address to write to.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("notice of a version")
        verbose_name_plural = _("notices of versions")
        constraints = [
            models.UniqueConstraint(fields=["version", "subject", "withdrawn"], name="policy_told_once"),
        ]

    def __str__(self) -> str:
        return f"notice of version {self.version_id}"


class Acknowledgement(models.Model):
    """That a person has read the announcement of a version: the banner ends. No consent."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="acknowledgements")
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        constraints = [
            models.UniqueConstraint(fields=["version", "subject"], name="policy_acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"acknowledgement of version {self.version_id}"
