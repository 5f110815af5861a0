"""What the room of rights knows about people: that they exercised a right, when, and what for."""

from privacy.declarations import Activity, Basis, Clock, NoteKind, NotPersonal, Personal, ReasonKind

ACTIVITIES = (
    Activity(
        "rights",
        "개인정보 권리 행사의 처리",
        "Handling of the exercise of rights",
        Basis.STATUTE,
        Clock("the end of the membership"),
    ),
)

DECLARATIONS = (
    NotPersonal(
        "privacy_rights.RightsAct",
        because="A random id, what was done and when: the proof that a right was exercised (PIPA art. 38).",
        append_only=True,
    ),
    Personal(
        "privacy_rights.DataExport",
        "rights",
        items={"passphrase": "passphrase", "file": "own_data"},
        plain=(
            "id", "subject", "state", "fault", "language", "size", "done", "total", "attempts", "token", "lease_until",
            "ordered_at", "ready_at", "expires_at", "downloads",
        ),
        close="privacy.rights.exports.cancel_all",
        withheld=("passphrase", "file"),
    ),
    Personal(
        "privacy_rights.RightsRequest",
        "rights",
        items={"wish": "rights_request", "answer": "rights_request", "postponement": "rights_request"},
        plain=(
            "id", "subject", "number", "kind", "concerns", "complains_of", "state", "ground", "received_at", "due_on",
            "reminded_at", "overdue_at", "answered_at",
        ),
        close="privacy.rights.requests.close_requests",
        reopen="privacy.rights.requests.reopen_requests",
    ),
    NotPersonal(
        "privacy_rights.RightsRequestEvent",
        because="Random ids, what was done to a request and when: the proof that it was answered in time.",
        append_only=True,
    ),
)  # fmt: skip

NOTES = (NoteKind("departure", replay="privacy.rights.replay.replay"),)

REASONS = (
    ReasonKind(
        "rights_request",
        "권리 행사 요구의 수용",
        "Rights request granted",
        stands="privacy.rights.granting.still_granted",
    ),
)
