"""Choices of the members app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MemberKind(models.TextChoices):
    """What kind of person an account belongs to."""

    INDIVIDUAL = "individual", _("Individual member")
    CORPORATE = "corporate", _("Corporate member")
    AGENCY = "agency", _("Operating agency")
    CONSIGNEE = "consignee", _("Consignee")
    STAFF = "staff", _("Staff")
