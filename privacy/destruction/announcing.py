"""Writing into the ledger what was withdrawn, removed or deleted, so that no restored database forgets it."""

from privacy.destruction import ledger
from privacy.subjects.models import PendingNote

KIND = "changes"
MOST = 500


def announce() -> int:
    """Write all pending notes into the ledger, many in one file; how many there were.

    Killed between the two, or run twice at once, it writes a change twice, which its replay bears.
    """
    count = 0
    while pending := list(PendingNote.objects.order_by("at", "id")[:MOST]):
        ledger.append(KIND, {"entries": [[each.kind, each.body] for each in pending]})
        PendingNote.objects.filter(pk__in=[each.pk for each in pending]).delete()
        count += len(pending)
    return count
