"""Step 5: destroy the keys. THE POINT OF NO RETURN: from here every repetition only removes what nobody can read."""

from privacy.destruction.choices import BatchState
from privacy.destruction.failpoints import failpoint
from privacy.destruction.turn import Turn
from privacy.vault.services import destroy_keys


def run(turn: Turn) -> None:
    """Turn the keys of every subject and activity of the batch into tombstones, in the vault."""
    with turn.step("keys", BatchState.KEYLESS):
        for activity, subjects in turn.batch.subjects().items():
            turn.counts[activity] = destroy_keys(subject_ids=subjects, activity=activity)
            failpoint("after:keys:vault-commit")
