"""Making a backup: default, then archive, then vault, then files and ledger.

In this order because a row in `default` presupposes what the others committed before it. Everything but the ledger is
encrypted under the master key epoch of the month, so that the certificate's word about backups is true (policy art. 6).
"""

import fcntl
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.utils import timezone

from privacy import clocks
from privacy.destruction import ledger
from privacy.destruction.backups import manifest, programs
from privacy.destruction.backups.exceptions import BackupBroken, BackupFailed
from privacy.destruction.backups.sealing import CHUNK, SealedWriter, digest_of, pour
from privacy.destruction.certificate import backups_unreadable_from
from privacy.vault.epochs import master_keys
from privacy.vault.services import keys_to_rewrap

FILES, LEDGER = "files.tar", "ledger.tar"
NOTE = "backup"
Progress = Callable[[str], None]


def make(target: Path, *, progress: Progress = lambda line: None) -> manifest.Manifest:
    """Write a backup into `target`, complete or not at all. The owner of the databases must be signed in.

    Raises BackupFailed. Its name and its last day stand in the ledger first, so that the epoch is kept that long.
    """
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(target):
        for stale in target.glob(".*.part"):  # Of a process that was killed.
            shutil.rmtree(stale)
        if left := keys_to_rewrap():
            # Their epoch dies before this backup does.
            raise BackupFailed(f"{left} keys are not wrapped by the current epoch yet: run rotate_master_key first.")
        commands = {alias: programs.dump(alias) for alias in manifest.DATABASES}
        now, epoch = timezone.now(), master_keys().current()
        name, before = f"{now:%Y%m%dT%H%M%SZ}", backups_unreadable_from(clocks.seoul_date(now))
        ledger.append(NOTE, {"name": name, "epoch": epoch, "restorable_before": before})
        part = target / f".{name}.part"
        try:
            part.mkdir(mode=0o700)
            files = _write_all(part, commands, master_keys().key(epoch), progress)
            body = {"name": name, "made_at": now, "epoch": epoch, "restorable_before": before, "files": files}
            majors = {alias: programs.server_major(alias) for alias in commands}
            manifest.write(part, {**body, "ledger": _position(), "postgres": majors})
            _sync(part)
            part.rename(target / name)
            _sync(target)
        except OSError as error:
            raise BackupFailed(f"{error.strerror or error} ({target}); nothing of this backup is left.") from error
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return manifest.read(target / name)


def prune(target: Path, *, today: date) -> list[str]:
    """Delete the backups whose time is over: nobody can read them, or is meant to."""
    gone = []
    for folder in sorted(path for path in target.iterdir() if path.is_dir() and not path.name.startswith(".")):
        try:
            over = manifest.read(folder).restorable_before <= today
        except BackupBroken:
            continue  # Not ours, or to be looked at by somebody.
        if over:
            shutil.rmtree(folder)
            gone.append(folder.name)
    return gone


def _write_all(part: Path, commands: dict[str, list[str]], key: bytes, progress: Progress) -> dict[str, Any]:
    files = {}
    for alias, command in commands.items():
        with SealedWriter(part / f"{alias}.dump", key) as writer:
            _dump(command, alias, writer)
        files[f"{alias}.dump"] = {"sha256": writer.digest, "bytes": writer.size}
        progress(f"{alias}: {writer.size} bytes")
    with SealedWriter(part / FILES, key) as writer:
        count = _pack(Path(settings.FILES_DIR), writer)
    files[FILES] = {"sha256": writer.digest, "bytes": writer.size}
    progress(f"files: {count}, {writer.size} bytes")
    with open(part / LEDGER, "xb") as plain:  # In clear: it outlives every epoch, and names nobody.
        count = _pack(Path(settings.LEDGER_DIR), plain)
        os.fsync(plain.fileno())
    files[LEDGER] = {"sha256": digest_of(part / LEDGER), "bytes": (part / LEDGER).stat().st_size}
    progress(f"ledger: {count} notes")
    return files


def _dump(command: list[str], alias: str, writer: SealedWriter) -> None:
    with programs.running(command, alias, stdout=subprocess.PIPE) as (process, words):
        pour(cast(IO[bytes], process.stdout), writer)
        if process.wait():
            raise BackupFailed(f"pg_dump of {alias} failed: {programs.last_words(words)}")


def _pack(folder: Path, target: Any) -> int:
    """All files of a folder as a tar archive; what is destroyed meanwhile is left out. How many there were."""
    count = 0
    with tarfile.open(mode="w|", fileobj=target, bufsize=CHUNK) as tar:
        for path in sorted(each for each in folder.rglob("*") if not each.name.startswith(".")):
            try:
                file = path.open("rb")
            except (FileNotFoundError, IsADirectoryError):
                continue
            with file:
                entry = tar.gettarinfo(arcname=str(path.relative_to(folder)), fileobj=file)
                tar.addfile(entry, file)
                count += 1
    return count


def _position() -> dict[str, Any]:
    last = None
    for note in ledger.notes():
        last = note
    found = cast(ledger.Note, last)  # The backup's own note is there.
    return {"head": found.number, "hash": found.hash}


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    with open(target / ".lock", "a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupFailed(f"Another backup is being written to {target}.") from None
        yield


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
