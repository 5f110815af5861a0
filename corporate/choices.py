"""Choices of the corporate app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CompanyStatus(models.TextChoices):
    """Where a company stands. Nothing personal is visible to it, and no posting public, before it is approved."""

    REVIEW = "review", _("In review")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Closed")


class CompanyRole(models.TextChoices):
    """What a member may do for a company; opening personal data is never implied by ownership."""

    OWNER = "owner", _("Owner")
    RECRUITER = "recruiter", _("Recruiter")
    VIEWER = "viewer", _("Viewer")


class CompanyClass(models.TextChoices):
    """The size or kind of a company, as Korean statistics group them."""

    LARGE = "large", _("Large company")
    MIDDLE = "middle", _("Middle-standing company")
    SMALL = "small", _("Small or medium-sized company")
    VENTURE = "venture", _("Venture or start-up")
    FOREIGN = "foreign", _("Foreign company")
    PUBLIC = "public", _("Public institution")
    NON_PROFIT = "non_profit", _("Non-profit organisation")
