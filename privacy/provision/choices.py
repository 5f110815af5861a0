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


class RecipientRole(models.TextChoices):
    """In which role somebody received something; a name is given only on an access request (product rule 19)."""

    OWNER = "owner", _("owner of the company account")
    RECRUITER = "recruiter", _("recruiter")
    VIEWER = "viewer", _("viewer")
    COUNSELLOR = "counsellor", _("counsellor of the agency")


class EndedBecause(models.TextChoices):
    """Why a recipient may not open any more what it had been given (product rule 15)."""

    RECALLED = "recalled", _("recalled by the person")
    CONSENT_WITHDRAWN = "withdrawn", _("consent withdrawn")
    LEFT = "left", _("membership ended")
    EXPIRED = "expired", _("period of the consent is over")
    PURPOSE_ACHIEVED = "achieved", _("selection is over")
    APPROVAL_LOST = "approval", _("recipient lost its approval")


# These end what the person gave; the others only end what the recipient may do with it (product rule 26).
BY_THE_PERSON = (EndedBecause.RECALLED, EndedBecause.CONSENT_WITHDRAWN, EndedBecause.LEFT)
