"""Restoring from a backup. THIS REPLACES DATABASES. The portal stays closed afterwards until `replay_ledger` has run.

The vault that lives is kept unless it is lost too: it knows which keys are destroyed, and an older one does not.
"""

import subprocess
import tarfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections, transaction

from privacy.destruction import announcing, ledger
from privacy.destruction.backups import making, manifest, programs
from privacy.destruction.backups.exceptions import RestoreFailed, RestoreRefused
from privacy.destruction.backups.sealing import Chunked, opened
from privacy.destruction.exceptions import LedgerBroken

NOTE = "restore"
Progress = Callable[[str], None]


def restore(
    folder: Path,
    *,
    databases: Collection[str],
    overwrite: bool,
    with_files: bool = False,
    progress: Progress = lambda line: None,
) -> manifest.Manifest:
    """Load databases from a backup; afterwards they are behind the ledger, and so the portal is closed.

    The owner must be signed in. Everything is checked before anything is touched: raises BackupBroken, RestoreRefused
    and LedgerBroken then, and RestoreFailed later. May be run again after any failure.
    """
    found = manifest.read(folder)
    found.require_files()
    found.require_in_ledger()
    key = found.master_key()
    commands = {alias: programs.load(alias) for alias in manifest.DATABASES if alias in databases}
    full = [alias for alias in commands if _tables(alias)]
    if full and not overwrite:
        raise RestoreRefused(f"Not empty: {', '.join(full)}. What is in there is lost if you say --overwrite.")
    if "default" in full:
        _ask_once_more(progress)
    absent = {*commands, *(alias for alias in manifest.DATABASES if not _takes_part(alias))}
    ledger.append(NOTE, {"backup": found.name, "databases": sorted(commands)}, absent=absent)
    for alias, command in commands.items():
        _empty(alias)
        _load(command, alias, folder / f"{alias}.dump", key)
        progress(f"{alias}: loaded")
    if with_files:
        progress(f"files: {_unpack(folder / making.FILES, key)} that were missing")
    return found


def _ask_once_more(progress: Progress) -> None:
    """What the database that is about to be replaced still knows, and the ledger does not."""
    try:
        progress(f"default: {announcing.announce()} changes written into the ledger first")
    except (DatabaseError, InterfaceError, LedgerBroken):
        progress("default: its last changes could not be read; they are lost")


def _takes_part(alias: str) -> bool:
    """Whether a database has its marks, and is as far as the ledger."""
    try:
        return not ledger.older_copies([alias])
    except DatabaseError:
        return False


def _tables(alias: str) -> int:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        return int(cursor.fetchone()[0])


def _empty(alias: str) -> None:
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _load(command: list[str], alias: str, dump: Path, key: bytes) -> None:
    connections[alias].close()
    with programs.running(command, alias, stdin=subprocess.PIPE) as (process, words):
        stdin = cast(Any, process.stdin)
        try:
            for chunk in opened(dump, key):
                stdin.write(chunk)
            stdin.close()
        except BrokenPipeError:  # It has said why.
            pass
        if process.wait():
            raise RestoreFailed(f"pg_restore of {alias} failed: {programs.last_words(words)}")


def _unpack(path: Path, key: bytes) -> int:
    """Put back the files that are not there; none is replaced. Those of the destroyed nobody can read; replay."""
    count, folder = 0, Path(settings.FILES_DIR)
    source = cast(Any, Chunked(opened(path, key)))
    with tarfile.open(mode="r|", fileobj=source) as tar:
        for entry in tar:
            there = (folder / entry.name).resolve()
            if entry.isfile() and there.is_relative_to(folder.resolve()) and not there.exists():
                tar.extract(entry, folder, filter="data")
                there.chmod(0o600)
                count += 1
    return count
