"""Choices of postings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PostingStatus(models.TextChoices):
    """Where a posting stands; a deadline that has passed closes it without a change of this state."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    CLOSED = "closed", _("Closed")


class EmploymentType(models.TextChoices):
    """On what terms somebody is employed."""

    PERMANENT = "permanent", _("Permanent")
    FIXED_TERM = "fixed_term", _("Fixed-term")
    PART_TIME = "part_time", _("Part-time")
    INTERN = "intern", _("Internship")
    FREELANCE = "freelance", _("Freelance")


class PayPeriod(models.TextChoices):
    """What a pay figure is for."""

    YEAR = "year", _("a year")
    MONTH = "month", _("a month")
    HOUR = "hour", _("an hour")


# The cookie that remembers where somebody left off, if she allowed it.
LAST_SEARCH = "last-search"
