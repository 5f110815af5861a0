"""`restore`: brings databases back from a backup; the portal stays closed until `replay_ledger` has run."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from impix.stores import signed_in_as_owner
from privacy.destruction.backups import restoring
from privacy.destruction.backups.exceptions import BackupBroken, RestoreFailed, RestoreRefused
from privacy.destruction.exceptions import LedgerBroken

REFUSED = (BackupBroken, RestoreRefused, RestoreFailed, LedgerBroken, ImproperlyConfigured, OSError, Error)


class Command(BaseCommand):
    """Signature, digests, key, programs and ledger are checked before anything is touched."""

    help = "Restores databases from a backup. THIS REPLACES THEM. The vault that lives is kept, unless it is lost too."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", type=Path, help="the folder of the backup")
        parser.add_argument(
            "--database", action="append", choices=["default", "archive"], help="only this one; default: both"
        )
        parser.add_argument("--with-vault", action="store_true", help="the vault is lost too: restore it as well")
        parser.add_argument("--with-files", action="store_true", help="put back files that are missing in FILES_DIR")
        parser.add_argument("--overwrite", action="store_true", help="replace databases that are not empty")

    def handle(self, *args: Any, backup: Path, **options: Any) -> None:
        databases = options["database"] or ["default", "archive"]
        databases += ["vault"] if options["with_vault"] else []
        try:
            with signed_in_as_owner():
                restoring.restore(
                    backup,
                    databases=databases,
                    overwrite=options["overwrite"],
                    with_files=options["with_files"],
                    progress=self.stdout.write,
                )
        except REFUSED as error:
            raise CommandError(str(error).strip().splitlines()[0]) from error
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write("Restored. The portal is closed until you run: manage.py replay_ledger")
