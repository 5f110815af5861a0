"""The closed vocabularies of the consent ledger."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ConsentKind(TextChoices):
    """What happened."""

    GIVEN = "given", _("given")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")
    RENEWED = "renewed", _("renewed")


class ConsentMethod(TextChoices):
    """How it was told to the company (Decree art. 17(2))."""

    WEBSITE = "website", _("ticked on the website")
    EMAIL = "email", _("by e-mail")
    PHONE = "phone", _("by phone")
    PAPER = "paper", _("on paper or by fax")
    CLOCK = "clock", _("by the passing of time")


class ConsentSource(TextChoices):
    """Who wrote it down. The network address is deliberately not kept."""

    PERSON = "person", _("the person")
    STAFF = "staff", _("staff")
    PORTAL = "portal", _("the portal")


HOLDS = (ConsentKind.GIVEN, ConsentKind.RENEWED)


class ReminderKind(TextChoices):
    """What was told to a person about a consent that runs out, or what he answered."""

    MONTH = "month", _("30 days before")
    WEEK = "week", _("7 days before")
    LET_END = "let_end", _("let it end")
    KEEP_TERMS = "keep_terms", _("keeps the earlier terms")
