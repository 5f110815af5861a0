"""Step 9: look everywhere once more, as somebody would who does not trust the eight steps before."""

from privacy.destruction import extent, outside
from privacy.destruction.choices import BatchState, ItemState
from privacy.destruction.exceptions import StepFailed
from privacy.destruction.turn import Turn
from privacy.vault.services import load_keys


def run(turn: Turn) -> None:
    """Rows by subject, files by prefix, keys in the vault: what is found sends the batch back to be deleted again."""
    with turn.step("scan", BatchState.SCANNED):
        subjects = turn.batch.subjects()
        rows, files = extent.residue(subjects), outside.count_files(subjects)
        keys = sum(len(found) for found in load_keys(subjects).values())
        if keys:
            raise StepFailed("A key lives again that was destroyed.")
        turn.counts |= {"rows": sum(rows.values()), "files": files}
        if rows or files:
            turn.go_back(BatchState.KEYLESS)
        else:
            turn.counts["items"] = turn.batch.planned().update(state=ItemState.DESTROYED)
