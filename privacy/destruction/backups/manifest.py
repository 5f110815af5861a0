"""What a backup consists of, signed: kind, time, epoch, position in the ledger, and the digest of every file."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from privacy import signing
from privacy.destruction import ledger
from privacy.destruction.backups.exceptions import BackupBroken
from privacy.destruction.backups.sealing import digest_of
from privacy.vault.epochs import master_keys
from privacy.vault.exceptions import EpochMissing

FORM = "impix backup 1"
NAME = "manifest.json"
DATABASES = ("default", "archive", "vault")  # In the order in which they are dumped.


@dataclass(frozen=True)
class Manifest:
    """A backup that is what was signed."""

    folder: Path
    made_at: datetime
    epoch: int
    restorable_before: date
    head: int
    head_hash: str
    postgres: dict[str, int]
    files: dict[str, dict[str, Any]]

    @property
    def name(self) -> str:
        """The backup's name, which is that of its folder."""
        return self.folder.name

    def master_key(self) -> bytes:
        """The key of its files. Raises BackupBroken after its time."""
        try:
            return master_keys().key(self.epoch)
        except EpochMissing:
            raise BackupBroken(
                f"Master key epoch {self.epoch} of this backup was destroyed; nobody can read it any more."
            ) from None

    def require_files(self) -> None:
        """Raises BackupBroken unless every file is there, byte for byte."""
        for name, expected in self.files.items():
            path = self.folder / name
            if not path.is_file() or digest_of(path) != expected["sha256"]:
                raise BackupBroken(f"{name} is missing, or not what was signed.")

    def require_in_ledger(self) -> None:
        """Raises BackupBroken unless the ledger goes on from where it was: else a replay would miss what it lost."""
        found = next((note.hash for note in ledger.notes() if note.number == self.head), ledger.NOTHING)
        if found != self.head_hash:
            raise BackupBroken(f"The ledger does not hold note {self.head} as it was when the backup was made.")


def write(folder: Path, body: dict[str, Any]) -> None:
    """Sign and store."""
    (folder / NAME).write_bytes(signing.canonical_json(signing.sign({"form": FORM, **body})))


def read(folder: Path) -> Manifest:
    """The manifest of a backup. Raises BackupBroken."""
    try:
        body = signing.verify(json.loads((folder / NAME).read_bytes()))
    except FileNotFoundError:
        raise BackupBroken(f"{folder} is not a backup: there is no {NAME} in it.") from None
    except (ValueError, KeyError, TypeError, signing.SignatureBroken, signing.SigningKeyMissing):
        raise BackupBroken(f"The manifest in {folder} is not what was signed.") from None
    if body.get("form") != FORM or body["name"] != folder.name.removeprefix("."):
        raise BackupBroken(f"The manifest in {folder} is that of something else.")
    return Manifest(
        folder,
        datetime.fromisoformat(body["made_at"]),
        body["epoch"],
        date.fromisoformat(body["restorable_before"]),
        body["ledger"]["head"],
        body["ledger"]["hash"],
        body["postgres"],
        body["files"],
    )
