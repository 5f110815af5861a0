"""Django looks for the models of an app here."""

from privacy.policy.models.amendments import (
    CurrentContact,
    ItemRelaxation,
    PreservationActivation,
    TranslationConfirmation,
)
from privacy.policy.models.announcements import Acknowledgement, VersionNotice, VersionWithdrawal
from privacy.policy.models.parts import (
    KnownGap,
    PolicyActivity,
    PolicyConsignee,
    PolicyCookie,
    PolicyItem,
    PolicyRecipient,
    PolicyTransfer,
    PreservationRule,
    Remedy,
    WhitelistedItem,
)
from privacy.policy.models.versions import Article, Block, ChangeNote, PolicyVersion

__all__ = [
    "Acknowledgement",
    "Article",
    "Block",
    "ChangeNote",
    "CurrentContact",
    "ItemRelaxation",
    "KnownGap",
    "PolicyActivity",
    "PolicyConsignee",
    "PolicyCookie",
    "PolicyItem",
    "PolicyRecipient",
    "PolicyTransfer",
    "PolicyVersion",
    "PreservationActivation",
    "PreservationRule",
    "Remedy",
    "TranslationConfirmation",
    "VersionNotice",
    "VersionWithdrawal",
    "WhitelistedItem",
]
