"""The closed vocabularies of a policy version."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BlockKind(TextChoices):
    """What one block of an article is."""

    FURNITURE = "furniture", _("menu and headings that were captured with the text")
    HEADING = "heading", _("heading of the article")
    PARAGRAPH = "paragraph", _("paragraph")
    SUBHEADING = "subheading", _("heading inside the article")
    POINT = "point", _("point of a list")
    TABLE = "table", _("table")


class Table(TextChoices):
    """Which structured records a block of kind table is rendered from."""

    NONE = "", _("none")
    ACTIVITIES = "activities", _("activities")
    RECIPIENTS = "recipients", _("recipients")
    CONSIGNEES = "consignees", _("consignees")
    OFFICER = "officer", _("privacy officer")
    REMEDIES = "remedies", _("remedies")
    PURPOSES = "purposes", _("what is processed with consent")
    ITEMS = "items", _("items, activity by activity")
    NO_CONSENT = "no consent", _("what is processed without consent")
    PRESERVATION = "preservation", _("what other laws require to keep")
    COOKIES = "cookies", _("cookies")
    TRANSFERS = "transfers", _("transfers to other countries")


class Origin(TextChoices):
    """How an item comes to the company."""

    GIVEN = "given", _("given by the person")
    AUTOMATIC = "automatic", _("generated while the service is used")
    NOT_COLLECTED = "not collected", _("published, but never collected")


class LegalBasis(TextChoices):
    """Why an activity may be carried out (PIPA art. 15(1)); without consent it is listed apart (art. 22(3))."""

    CONSENT = "consent", _("consent")
    CONTRACT = "contract", _("contract")
    STATUTE = "statute", _("statute")
    INTEREST = "interest", _("legitimate interest")


class GapDirection(TextChoices):
    """How the published policy and the portal differ."""

    UNDISCLOSED = "undisclosed", _("the portal does it, the policy does not say so")
    NOT_DONE = "not done", _("the policy says it, the portal does not do it")
    UNSPECIFIC = "unspecific", _("the policy says it only in general words")
    OUTDATED = "outdated", _("the law or the world has changed since")


class CookieCategory(TextChoices):
    """What a cookie is for."""

    NECESSARY = "necessary", _("necessary")
    FUNCTIONAL = "functional", _("functional")
    ANALYTICS = "analytics", _("analytics")
