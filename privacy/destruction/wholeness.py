"""Whether the ledger is whole, asked again and again by one process.

All notes are verified once; then only those that were added, and all of them again as soon as a file that was verified
is not the same any more. Whether one is not, is looked at as soon as the folder has changed, and every half minute.
"""

import os
import time
from pathlib import Path

from django.conf import settings

from privacy.destruction import ledger

SECONDS_BETWEEN_LOOKS_AT_FILES = 30.0
Files = list[tuple[str, int, int]]


class Wholeness:
    """What one process has verified."""

    def __init__(self) -> None:
        self._verified: tuple[str, Files, ledger.Note | None] = ("", [], None)
        self._unchanged: tuple[tuple[str, int], float] = (("", 0), 0.0)

    def require(self) -> int:
        """The number of the last note. Raises LedgerBroken, which names what is missing, cut, edited or moved."""
        least = ledger.promised()
        folder_now, looked_at = _folder(), time.monotonic()
        if (folder_now, True) != (self._unchanged[0], looked_at < self._unchanged[1]):
            self._verify()
            self._unchanged = folder_now, looked_at + SECONDS_BETWEEN_LOOKS_AT_FILES
        last = self._verified[2].number if self._verified[2] else 0
        ledger.require_end(last, least)
        return last

    def _verify(self) -> None:
        self._unchanged = ("", 0), 0.0
        folder, files = str(settings.LEDGER_DIR), _files()
        known_folder, known, last = self._verified
        if folder != known_folder or files[: len(known)] != known:
            last = None
        for note in ledger.notes(after=last):
            last = note
            if note.number >= len(files):  # What came meanwhile, the next time.
                break
        self._verified = folder, files, last


def _folder() -> tuple[str, int]:
    folder = Path(settings.LEDGER_DIR)
    return str(folder), folder.stat().st_mtime_ns if folder.is_dir() else 0


def _files() -> Files:
    folder = Path(settings.LEDGER_DIR)
    found = [(entry.name, entry.stat()) for entry in os.scandir(folder)] if folder.is_dir() else []
    return sorted((name, stat.st_size, stat.st_mtime_ns) for name, stat in found if name.endswith(".json"))
