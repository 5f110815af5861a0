"""Step 7: the archived copies become the record, now that the originals are gone."""

from django.utils import timezone

from privacy.archive import transfer
from privacy.destruction.choices import BatchState, EntryState
from privacy.destruction.failpoints import failpoint
from privacy.destruction.turn import Turn


def run(turn: Turn) -> None:
    """Show exactly the copies that were compared; the officer's list gets them in the same transaction."""
    with turn.step("visible", BatchState.KEPT):
        copied = turn.batch.entries().filter(state__in=[EntryState.COPIED, EntryState.VISIBLE])
        transfer.show({entry.pk: bytes(entry.content_hash or b"") for entry in copied})
        failpoint("after:visible:archive-commit")
        turn.counts["kept"] = copied.update(state=EntryState.VISIBLE, visible_at=timezone.now())
