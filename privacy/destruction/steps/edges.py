"""Step 8: files and edges: sealed files, sessions, exports, queued letters, whatever lies outside the tables."""

from privacy.destruction import outside
from privacy.destruction.choices import BatchState
from privacy.destruction.failpoints import failpoint
from privacy.destruction.turn import Turn


def run(turn: Turn) -> None:
    """Delete all sealed files of the subjects and activities, and let every app dispose of the rest once more."""
    with turn.step("edges", BatchState.CLEARED):
        subjects = turn.batch.subjects()
        turn.counts["files"] = outside.delete_files(subjects)
        failpoint("after:edges:files")
        outside.dispose(subjects)
