"""What the room of subjects knows about people: that they exist, and what may be processed about them."""

from privacy.declarations import NoteKind, NotPersonal, Right

DECLARATIONS = (
    NotPersonal(
        "privacy_subjects.DataSubject",
        because="a random id without any value; it stays as a tombstone when the person's data are destroyed",
        # UPDATE, because a row lock needs it.
        web=Right.READ | Right.INSERT | Right.UPDATE,
        worker=Right.READ | Right.INSERT | Right.UPDATE,
    ),
    NotPersonal(
        "privacy_subjects.Processing",
        because="states and times of an activity about a random id; no value about the person",
        # UPDATE, because the fence of every personal table locks these rows FOR SHARE.
        web=Right.READ | Right.INSERT | Right.UPDATE,
        worker=Right.READ | Right.INSERT | Right.UPDATE,
    ),
    NotPersonal(
        "privacy_subjects.PendingNote",
        because="Ids, codes and times on their way into the ledger.",
        web=Right.READ | Right.INSERT,
        worker=Right.READ | Right.INSERT | Right.DELETE,
    ),
)

NOTES = (NoteKind("restriction", replay="privacy.subjects.services.replay_restrictions"),)
