"""Step 6: delete the rows, in the order of their foreign keys and in the transaction that says so."""

from django.db.models import Exists, OuterRef
from django.utils import timezone

from privacy.destruction import extent, ledger, outside
from privacy.destruction.choices import BatchState
from privacy.destruction.failpoints import failpoint
from privacy.destruction.models import DestructionReason
from privacy.destruction.turn import Turn
from privacy.subjects.models import DataSubject, Processing


def run(turn: Turn) -> None:
    """Say in the ledger that the keys are gone, then delete.

    Like the intent, the note comes before the transaction and may be there twice. What was announced and then spared
    at the last exit is not in it, so that no replay destroys it.
    """
    batch, subjects = turn.batch, turn.batch.subjects()
    ledger.append("destroyed", {"batch": str(batch.pk), "subjects": ledger.named(subjects)})
    with turn.step("rows", BatchState.ROWLESS):
        turn.counts |= delete(subjects)


def delete(subjects: extent.Subjects) -> dict[str, int]:
    """Delete every declared row about the subjects, and leave tombstones of their processing; how many, by model.

    In the caller's transaction. A subject whose last activity this was becomes a tombstone itself.
    """
    # While the rows are there: they tell which sessions, exports and letters are whose.
    outside.dispose(subjects)
    counts = extent.delete(subjects)
    failpoint("after:rows:delete")
    now = timezone.now()
    for activity, ids in subjects.items():
        done = Processing.objects.filter(subject_id__in=ids, activity=activity, destroyed_at=None)
        done.update(destroyed_at=now)
        reasons = DestructionReason.objects.standing().filter(subject_id__in=ids, activity=activity)
        reasons.update(settled_at=now)
    alive = Processing.objects.filter(subject=OuterRef("pk"), destroyed_at=None)
    everybody = {subject for ids in subjects.values() for subject in ids}
    gone = DataSubject.objects.filter(~Exists(alive), pk__in=everybody, destroyed_at=None)
    counts["tombstones"] = gone.update(destroyed_at=now)
    return counts
