"""Choices of the room of rights. The values are kept for years: they are stable for ever."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Act(TextChoices):
    """What a person did herself in the privacy centre."""

    RESTRICTED = "restricted", _("You stopped the use of your data")
    LIFTED = "lifted", _("You let your data be used again")
    EXPORT_ORDERED = "export_ordered", _("You ordered a file with all your data")
    EXPORT_DOWNLOADED = "export_downloaded", _("You downloaded the file")
    EXPORT_CANCELLED = "export_cancelled", _("You gave up or deleted the file")


class ExportState(TextChoices):
    """Where an export stands."""

    WAITING = "waiting", _("Ordered")
    BUILDING = "building", _("Being built")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Not built")
    CANCELLED = "cancelled", _("Given up")
    EXPIRED = "expired", _("Over")


class ExportFault(TextChoices):
    """Why there is no file, as the person reads it."""

    STORAGE = "storage", _("The file could not be stored. Please order it again later; we have been told.")
    KEY = "key", _("Some of your data cannot be opened any more. Please write to us.")
    OTHER = "other", _("The file could not be built. Please write to us.")


RUNNING = (ExportState.WAITING, ExportState.BUILDING)
LIVE = (*RUNNING, ExportState.READY)
