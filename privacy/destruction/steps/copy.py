"""Step 3: copy what another law requires to keep into the archive, invisible and under keys of its own. Reversible."""

from privacy.archive import transfer
from privacy.destruction import extent, keeping
from privacy.destruction.choices import BatchState, EntryState
from privacy.destruction.failpoints import failpoint
from privacy.destruction.models import ArchiveEntry, PlanItem
from privacy.destruction.turn import Turn


def run(turn: Turn) -> None:
    """Hash the live rows, archive the kept subset of them, read it back and compare the bytes.

    The hash is taken before the rows are read: what changes while they are copied differs from it at step 4.
    """
    hashes = extent.hashes(turn.batch.subjects())
    parcels = keeping.parcels(turn.batch)
    failpoint("after:copy:read")
    with turn.step("copy", BatchState.COPIED):
        stored = transfer.store(parcels, token=turn.batch.token)
        failpoint("after:copy:archive-commit")
        items = list(turn.batch.planned())
        for item in items:
            item.live_hash = hashes.get((item.activity, item.subject_id), b"")
        PlanItem.objects.bulk_update(items, ["live_hash"], batch_size=500)
        entries = list(turn.batch.entries())
        for entry in entries:
            entry.content_hash = stored.get(entry.pk)
            entry.state = EntryState.COPIED if entry.content_hash else EntryState.EMPTY
        ArchiveEntry.objects.bulk_update(entries, ["content_hash", "state"], batch_size=500)
        turn.counts |= {"items": len(items), "archived": len(stored)}
