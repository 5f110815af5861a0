"""Step 5: destroy the keys. THE POINT OF NO RETURN: from here every repetition only removes what nobody can read."""

from privacy.destruction import grounds
from privacy.destruction.choices import BatchState
from privacy.destruction.exceptions import StepFailed
from privacy.destruction.failpoints import failpoint
from privacy.destruction.turn import Turn
from privacy.vault.services import destroy_keys


def run(turn: Turn) -> None:
    """Turn the keys of every subject and activity of the batch into tombstones, in the vault.

    No hold is accepted any more (`holds.place`); if one is there all the same, nothing goes.
    """
    with turn.step("keys", BatchState.KEYLESS):
        doomed = turn.batch.subjects()
        if grounds.held((subject, activity) for activity, subjects in doomed.items() for subject in subjects):
            raise StepFailed("Held.")
        for activity, subjects in doomed.items():
            turn.counts[activity] = destroy_keys(subject_ids=subjects, activity=activity)
            failpoint("after:keys:vault-commit")
