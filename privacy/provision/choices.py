"""Choices of the provision ledger. The values are kept for years: they are stable for ever."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RecipientKind(models.TextChoices):
    """The policy's classes of recipients (policy art. 2)."""

    COMPANY = "companies", _("corporate member")
    AGENCY = "agency", _("operating agency")


class Channel(models.TextChoices):
    """How values reached a recipient."""

    LIST = "list", _("shown in a list")
    VIEW = "view", _("opened")
    DOWNLOAD = "download", _("downloaded")
