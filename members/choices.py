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


class Language(models.TextChoices):
    """The languages in which the portal speaks to a member; their own names are not translated."""

    KOREAN = "ko", "한국어"
    ENGLISH = "en", "English"


class Gender(models.TextChoices):
    """What a member may answer; the values are stored encrypted and never change."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Other")


class MailState(models.TextChoices):
    """Where a letter is on its way; one that was taken by the mail server is deleted."""

    WAITING = "waiting", _("waiting")
    FAILED = "failed", _("given up")
