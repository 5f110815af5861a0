"""Rotating the master key: the certificate's date from which no older backup can be read becomes true here.

Every month has an epoch. Live keys are re-wrapped by the new one, and the old one is destroyed once nobody may need it:
with it go the backups of its month (policy art. 6). What is to be done follows from the files of the epochs, the rows
of the vault and the notes of the ledger alone, so it may be killed anywhere and run twice at once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from privacy import clocks
from privacy.destruction import ledger
from privacy.destruction.backups.making import NOTE
from privacy.destruction.exceptions import LedgerBroken
from privacy.destruction.failpoints import failpoint
from privacy.vault.epochs import GRACE, master_keys
from privacy.vault.exceptions import EpochInUse
from privacy.vault.services import keys_to_rewrap, rewrap_keys, unlink_epoch

BATCH = 500
Progress = Callable[[str], None]


@dataclass
class Outcome:
    """What a rotation did, and why older epochs are still there."""

    epoch: int
    rewrapped: int = 0
    destroyed: list[int] = field(default_factory=list)
    kept: dict[int, str] = field(default_factory=dict)


def rotate(*, now: bool = False, progress: Progress = lambda line: None) -> Outcome:
    """Do what is due: begin the epoch of a new month (or one `now`), re-wrap, destroy what is over.

    Raises LedgerBroken, before anything is done, where a database is an older copy: its keys may be of any epoch.
    """
    ledger.verify()
    if older := ledger.older_copies():
        raise LedgerBroken(f"Older than the ledger, and so restored from a backup: {', '.join(older)}.")
    keys = master_keys()
    current = keys.current()
    if now or _month(clocks.seoul_date(keys.born(current))) < _month(_today()):
        current = keys.create(after=current)
        failpoint("after:rotate:create")
        ledger.append("epoch", {"epoch": current, "state": "begun"})
        progress(f"epoch {current} has begun")
    outcome = Outcome(current)
    total = keys_to_rewrap()
    while count := rewrap_keys(limit=BATCH):
        outcome.rewrapped += count
        failpoint("after:rotate:batch")
        progress(f"  re-wrapped {outcome.rewrapped} of {total}")
    for epoch in [each for each in keys.epochs() if each < current]:
        try:
            _destroy(epoch)
        except EpochInUse as why:
            outcome.kept[epoch] = str(why)
        else:
            outcome.destroyed.append(epoch)
    return outcome


def _destroy(epoch: int) -> None:
    """Raises EpochInUse while a live key, a process or a backup may need it."""
    if needing := _backups_that_need(epoch):
        raise EpochInUse(f"Epoch {epoch} is needed by backups that can be restored: {', '.join(needing)}.")
    failpoint("before:rotate:unlink")
    unlink_epoch(epoch=epoch, grace=GRACE)
    failpoint("after:rotate:unlink")
    ledger.append("epoch", {"epoch": epoch, "state": "destroyed"})


def _backups_that_need(epoch: int) -> list[str]:
    """By the ledger, which remembers them also where nobody finds their folder."""
    made = [note.body for note in ledger.notes() if note.kind == NOTE]
    today = _today().isoformat()
    return [body["name"] for body in made if body["epoch"] == epoch and today < body["restorable_before"]]


def _today() -> date:
    return clocks.seoul_date(timezone.now())


def _month(day: date) -> date:
    return day.replace(day=1)
