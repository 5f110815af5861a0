"""`rotate_master_key`: what the clock does every hour, by hand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy.destruction import rotation
from privacy.destruction.exceptions import LedgerBroken
from privacy.vault.exceptions import EpochMissing, WrappingBroken


class Command(BaseCommand):
    """May be interrupted and run again at any time, beside the worker too."""

    help = "Begins a master key epoch in a new month, re-wraps all keys, destroys epochs that nothing needs any more."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", action="store_true", help="Begin a new epoch although the month is not over.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = rotation.rotate(now=options["now"], progress=self.stdout.write)
        except (LedgerBroken, EpochMissing, WrappingBroken) as error:
            raise CommandError(str(error)) from error
        for why in outcome.kept.values():
            self.stdout.write(f"kept: {why}")
        destroyed = ", ".join(map(str, outcome.destroyed)) or "none"
        self.stdout.write(f"Epoch {outcome.epoch}; {outcome.rewrapped} keys re-wrapped; destroyed epochs: {destroyed}.")
