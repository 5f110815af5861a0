"""Step 1: close the activities to writers. Reversible."""

from privacy.destruction import grounds
from privacy.destruction.choices import BatchState, SkippedBecause
from privacy.destruction.turn import Turn
from privacy.subjects.services import fence


def run(turn: Turn) -> None:
    """Fence every subject of the batch, and let those go that are held or whose reason has vanished meanwhile.

    The reasons are read under the locks that the fence holds, so a renewal comes either before them or is refused.
    """
    with turn.step("fence", BatchState.FENCED):
        held = {
            (subject_id, activity)
            for activity, subjects in turn.batch.subjects().items()
            for subject_id in fence(subject_ids=subjects, activity=activity, batch_id=turn.batch.pk)
        }
        items = list(turn.batch.leaving())
        strange = {each.pk for each in items if (each.subject_id, each.activity) not in held}
        turn.skip(grounds.fallen(items) | dict.fromkeys(strange, SkippedBecause.NOT_PROCESSED))
        turn.counts["items"] = len(items)
