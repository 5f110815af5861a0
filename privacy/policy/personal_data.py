"""The policy is published text: nothing in it is about a member."""

from privacy.declarations import NotPersonal, Reference, Right

_VERSIONED = (
    "PolicyVersion",
    "Article",
    "Block",
    "PolicyActivity",
    "PolicyItem",
    "PolicyRecipient",
    "WhitelistedItem",
    "PolicyConsignee",
    "PolicyCookie",
    "Remedy",
    "PreservationRule",
    "KnownGap",
)

DECLARATIONS = (
    # The officer's drafts are written by the web role; what is published is frozen by triggers, not by rights.
    *(Reference(f"privacy_policy.{name}", web=Right.ALL) for name in _VERSIONED),
    Reference("privacy_policy.CurrentContact", web=Right.READ | Right.INSERT | Right.UPDATE),
    Reference("privacy_policy.PreservationActivation", web=Right.APPEND),
    NotPersonal(
        "privacy_policy.TranslationConfirmation",
        because="Which version was confirmed, when and by which officer's account.",
        append_only=True,
        worker=Right.READ,
    ),
    NotPersonal(
        "privacy_policy.ItemRelaxation",
        because="Which item of a version was relaxed, when, why and by which officer's account.",
        append_only=True,
        worker=Right.READ,
    ),
)
