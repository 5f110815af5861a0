"""Django looks for the models of an app here."""

from privacy.policy.models.amendments import (
    CurrentContact,
    ItemRelaxation,
    PreservationActivation,
    TranslationConfirmation,
)
from privacy.policy.models.parts import (
    KnownGap,
    PolicyActivity,
    PolicyConsignee,
    PolicyCookie,
    PolicyItem,
    PolicyRecipient,
    PreservationRule,
    Remedy,
    WhitelistedItem,
)
from privacy.policy.models.versions import Article, Block, PolicyVersion

__all__ = [
    "Article",
    "Block",
    "CurrentContact",
    "ItemRelaxation",
    "KnownGap",
    "PolicyActivity",
    "PolicyConsignee",
    "PolicyCookie",
    "PolicyItem",
    "PolicyRecipient",
    "PolicyVersion",
    "PreservationActivation",
    "PreservationRule",
    "Remedy",
    "TranslationConfirmation",
    "WhitelistedItem",
]
