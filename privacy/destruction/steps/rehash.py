"""Step 4: the last exit. Live rows are compared with the copy's hash, reasons are asked once more. Reversible until its
commit; from then on nothing leaves the batch and the batch never goes back."""

from privacy.destruction import extent, farewell, grounds
from privacy.destruction.choices import BatchState
from privacy.destruction.turn import Turn


def run(turn: Turn) -> None:
    """Go on only if no live row differs from what was copied, else copy again, and only if the rows can be deleted.

    Whoever holds an item locks it, as this does, so that the hold comes before this or too late.
    """
    with turn.step("rehash", BatchState.UNCHANGED):
        turn.skip(grounds.fallen(turn.batch.leaving()))
        now = extent.hashes(turn.batch.subjects())
        items = list(turn.batch.planned())
        changed = [
            item for item in items if now.get((item.activity, item.subject_id), b"") != bytes(item.live_hash or b"")
        ]
        turn.counts |= {"items": len(items), "changed": len(changed)}
        if changed:
            turn.go_back(BatchState.ANNOUNCED)
        else:
            # Better now than when the keys are gone.
            extent.rehearse(turn.batch.subjects())
            turn.counts["letters"] = farewell.write_letters(turn.batch)
