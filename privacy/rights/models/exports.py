"""The file with everything about a person, which she orders for herself (product rule 46)."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.rights.choices import LIVE, RUNNING, ExportFault, ExportState
from privacy.subjects.fields import EncryptedTextField
from privacy.subjects.files import SealedFileStorage
from privacy.subjects.models import PersonalModel
from privacy.subjects.querysets import PersonalQuerySet


class DataExportQuerySet(PersonalQuerySet["DataExport"]):
    """Exports by what may happen to them."""

    def of(self, subject_id: UUID) -> "DataExportQuerySet":
        """A person's own, the latest first."""
        return self.filter(subject=subject_id).order_by("-ordered_at", "-id")

    def running(self) -> "DataExportQuerySet":
        """Not built yet."""
        return self.filter(state__in=RUNNING)

    def live(self) -> "DataExportQuerySet":
        """Being built, or there to be downloaded."""
        return self.filter(state__in=LIVE)

    def due(self) -> "DataExportQuerySet":
        """Those that a worker may take: new ones, and those whose worker stopped renewing its lease."""
        dead = models.Q(state=ExportState.BUILDING, lease_until__lt=timezone.now())
        return self.filter(models.Q(state=ExportState.WAITING) | dead)

    def over(self, most_downloads: int) -> "DataExportQuerySet":
        """Those whose file has to go: its day is over, its downloads are used up, or nobody needs it any more."""
        now = timezone.now()
        used = models.Q(expires_at__lte=now) | models.Q(downloads__gte=most_downloads)
        ended = models.Q(lease_until=None) | models.Q(lease_until__lt=now)
        over = models.Q(state=ExportState.READY) & used | ~models.Q(state__in=LIVE) & ended
        return self.filter(over).exclude(file="")


class DataExport(PersonalModel):
    """One order, how far it is, and the sealed file; the row stays when the file is gone."""

    activity = "rights"

    state = models.CharField(_("state"), max_length=10, choices=ExportState.choices, default=ExportState.WAITING)
    fault = models.CharField(_("fault"), max_length=10, choices=ExportFault.choices, blank=True)
    language = models.CharField(_("language"), max_length=2)
    passphrase = EncryptedTextField(_("passphrase"), max_length=128, blank=True)
    file = models.FileField(_("file"), storage=SealedFileStorage(), max_length=120, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    done = models.PositiveSmallIntegerField(_("steps done"), default=0)
    total = models.PositiveSmallIntegerField(_("steps"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    ordered_at = models.DateTimeField(_("ordered at"))
    ready_at = models.DateTimeField(_("ready at"), null=True)
    expires_at = models.DateTimeField(_("downloadable until"), null=True)
    downloads = models.PositiveSmallIntegerField(_("downloads"), default=0)

    objects: ClassVar = DataExportQuerySet.as_manager()

    class Meta(PersonalModel.Meta):
        verbose_name = _("export of one's own data")
        verbose_name_plural = _("exports of one's own data")
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=models.Q(state__in=RUNNING), name="export_one_running_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"export {str(self.pk)[-8:]}"

    @property
    def is_running(self) -> bool:
        """Whether it is not built yet."""
        return self.state in RUNNING

    @property
    def is_over(self) -> bool:
        """Whether its day is over."""
        return self.expires_at is None or self.expires_at <= timezone.now()

    @property
    def percent(self) -> int:
        """How far it is."""
        return min(99, 100 * self.done // self.total) if self.total else 0
