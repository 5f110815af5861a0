"""The policy is published text: nothing in it is about a member."""

from privacy.declarations import NotPersonal, Reference, Right, Service

_VERSIONED = (
    "PolicyVersion",
    "Article",
    "Block",
    "PolicyActivity",
    "PolicyItem",
    "PolicyRecipient",
    "WhitelistedItem",
    "PolicyConsignee",
    "PolicyTransfer",
    "PolicyCookie",
    "ChangeNote",
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
    NotPersonal(
        "privacy_policy.VersionWithdrawal",
        because="Which announced version was taken back, when, why and by which officer's account.",
        append_only=True,
        worker=Right.READ,
    ),
    NotPersonal(
        "privacy_policy.VersionNotice",
        because="Which random id was written to about which version, and when.",
        append_only=True,
    ),
    NotPersonal(
        "privacy_policy.Acknowledgement",
        because="Which random id has read the announcement of which version, and when.",
        append_only=True,
        worker=Right.READ,
    ),
)

SERVICES = (
    Service(
        "policy",
        "개인정보 처리방침",
        "Privacy policy",
        ("policy:show_policy", "policy:list_versions", "policy:show_version"),
    ),
)
