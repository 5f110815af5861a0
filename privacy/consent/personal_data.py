"""The ledger outlives the person as proof of what was consented to; it names nobody."""

from privacy.declarations import NoteKind, NotPersonal, Right

DECLARATIONS = (
    NotPersonal(
        "privacy_consent.ConsentText",
        because="Texts that the portal shows: purpose, items, period, recipient company.",
        append_only=True,
    ),
    NotPersonal(
        "privacy_consent.ConsentEvent",
        because="A subject without any personal value, an activity, a text, a time. Kept as proof (PIPA art. 22).",
        append_only=True,
        web=Right.APPEND,
        worker=Right.APPEND,
    ),
    NotPersonal(
        "privacy_consent.ConsentReminder",
        because="When a random id was told that a consent runs out.",
        append_only=True,
    ),
)

NOTES = (NoteKind("consent", replay="privacy.consent.replay.replay"),)
