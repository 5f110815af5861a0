"""Step 2: write down what is about to be destroyed, where no restored database can forget it. Reversible."""

from privacy.destruction import ledger
from privacy.destruction.choices import BatchState
from privacy.destruction.turn import Turn


def run(turn: Turn) -> None:
    """Append the batch's subjects and activities to the ledger; without the note, no destructive step begins.

    The note comes before the transaction: after a crash between the two there is one more with the same content.
    """
    batch = turn.batch
    subjects = ledger.named(batch.subjects())
    number = ledger.append("destruction", {"plan": batch.plan.number, "batch": str(batch.pk), "subjects": subjects})
    with turn.step("intent", BatchState.ANNOUNCED):
        turn.batch.note = number
        turn.counts["note"] = number
