"""Choices of inquiries. The values are stable for ever."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Addressee(models.TextChoices):
    """Who answers: the operating agency, or IMPIX itself (product rule 17)."""

    AGENCY = "agency", _("operating agency")
    COMPANY = "company", _("IMPIX, the privacy officer")


class InquiryState(models.TextChoices):
    """Where an inquiry stands; computed from its times."""

    OPEN = "open", _("waiting for an answer")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed without an answer")
