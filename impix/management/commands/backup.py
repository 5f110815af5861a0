"""`backup`: everything that a restore needs, encrypted under the master key epoch of the month."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error
from django.utils import timezone

from impix.stores import signed_in_as_owner
from privacy import clocks
from privacy.destruction.backups import making
from privacy.destruction.backups.exceptions import BackupFailed
from privacy.destruction.exceptions import LedgerBroken


class Command(BaseCommand):
    """Complete or not at all. The keys are not in it: they have other keepers (docs/operations.md)."""

    help = "Writes an encrypted, signed backup of databases, files and ledger; deletes those whose time is over."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, default=settings.BACKUP_DIR, help="a folder; default: BACKUP_DIR")

    def handle(self, *args: Any, to: Path | None, **options: Any) -> None:
        if to is None:
            raise CommandError("Say where: --to FOLDER, or set BACKUP_DIR.")
        try:
            with signed_in_as_owner():
                made = making.make(to, progress=self.stdout.write)
        except (BackupFailed, LedgerBroken, ImproperlyConfigured, OSError, Error) as error:
            raise CommandError(str(error).strip().splitlines()[0]) from error
        for name in making.prune(to, today=clocks.seoul_date(timezone.now())):
            self.stdout.write(f"{name}: deleted, its time is over")
        self.stdout.write(f"{made.folder}: can be restored until {made.restorable_before}, then by nobody.")
