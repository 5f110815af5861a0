"""`replay_ledger`: after a restore, destroys again what was destroyed since the backup, and opens the portal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy.destruction import replay
from privacy.destruction.exceptions import LedgerBroken


class Command(BaseCommand):
    """May be interrupted and run again at any time; on databases that are up to date it changes nothing."""

    help = "Does again, on restored databases, what the ledger says was done. THIS DESTROYS. Needs the worker's rights."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = replay.replay(progress=self.stdout.write)
        except LedgerBroken as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{outcome.destroyed} destroyed again, {outcome.listed} kept records listed again.")
        if outcome.missing:
            self.stderr.write(f"{outcome.missing} kept records are not in the archive: it was restored from before.")
        self.stdout.write("The databases are as far as the ledger; the portal is open.")
