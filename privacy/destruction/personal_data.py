"""What the machine of destruction knows about people: random ids, states and times, which outlive the rest."""

from privacy.declarations import NotPersonal, ReasonKind, Right

WRITTEN_BY_BOTH = Right.READ | Right.INSERT | Right.UPDATE
DECIDED_BY_WEB = Right.READ | Right.UPDATE

DECLARATIONS = (
    NotPersonal(
        "privacy_destruction.DestructionReason",
        because="why the data of a random id must go",
        web=WRITTEN_BY_BOTH,
        worker=WRITTEN_BY_BOTH,
    ),
    NotPersonal(
        "privacy_destruction.DestructionPlan",
        because="a numbered list and who decided on it",
        web=DECIDED_BY_WEB,
        worker=WRITTEN_BY_BOTH,
    ),
    NotPersonal(
        "privacy_destruction.PlanItem",
        because="random ids and what happens to what they stand for",
        web=DECIDED_BY_WEB,
        worker=WRITTEN_BY_BOTH,
    ),
    NotPersonal(
        "privacy_destruction.PaperItem",
        because="which papers there are of a random id, where, and how they went; no names",
        web=WRITTEN_BY_BOTH,
        worker=Right.READ,
    ),
    NotPersonal(
        "privacy_destruction.PlanAlarm", because="which plan waited how long", append_only=True, web=Right.READ
    ),
    NotPersonal(
        "privacy_destruction.HoldEvent",
        because="which random id is held on what ground until when; articles and case numbers, no names",
        append_only=True,
    ),
    NotPersonal(
        "privacy_destruction.ArchiveEntry",
        because="which law keeps a record of a random id until when; the content is in the archive",
        web=Right.READ,
        worker=WRITTEN_BY_BOTH,
    ),
    NotPersonal(
        "privacy_destruction.DestructionBatch",
        because="how far the work has come",
        web=Right.READ,
        worker=WRITTEN_BY_BOTH,
    ),
    NotPersonal(
        "privacy_destruction.BatchStep", because="what was done when, in numbers", append_only=True, web=Right.READ
    ),
    NotPersonal(
        "privacy_destruction.Certificate", because="numbers, laws and dates, signed", append_only=True, web=Right.READ
    ),
    NotPersonal("privacy_destruction.LedgerMark", because="Numbers of the ledger's notes.", append_only=True),
    NotPersonal(
        "privacy_destruction.DepartureReference",
        because="the hash of a random code beside a random id",
        append_only=True,
    ),
)

REASONS = (
    ReasonKind("withdrawal", "회원 탈퇴", "Withdrawal from membership"),
    ReasonKind(
        "consent_withdrawn",
        "동의 철회",
        "Withdrawal of a consent",
        find="privacy.destruction.grounds.withdrawn",
        stands="privacy.destruction.grounds.still_expired",
    ),
    ReasonKind(
        "expired",
        "보유기간 경과",
        "End of the retention period",
        find="privacy.destruction.grounds.expired",
        stands="privacy.destruction.grounds.still_expired",
    ),
)
