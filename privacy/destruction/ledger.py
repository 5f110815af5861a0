"""The ledger: what was about to be destroyed, written where no restored database can forget it.

One immutable file per note in LEDGER_DIR. A note's name carries its number and the SHA-256 of the note before it, so a
note that is missing, cut, edited or moved breaks the chain. Before a note is written its number is committed as a
`LedgerMark` in all three databases: a database whose mark is behind the ledger is an older copy of itself and must not
be used before the notes since then have been replayed.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import router, transaction
from django.db.models import Max, Model
from django.utils import timezone

from privacy import signing
from privacy.archive.models import LedgerMark as ArchiveMark
from privacy.destruction.exceptions import LedgerBroken
from privacy.destruction.failpoints import failpoint
from privacy.destruction.models import Certificate, DestructionBatch, LedgerMark
from privacy.subjects.models import PersonalModel
from privacy.vault.models import LedgerMark as VaultMark

MARKS: tuple[type[Model], ...] = (LedgerMark, VaultMark, ArchiveMark)
NOTHING = "0" * 64
OWN_DELETION = "own deletion"


@dataclass(frozen=True)
class Note:
    """One entry of the ledger."""

    number: int
    kind: str
    at: datetime
    body: dict[str, Any]
    hash: str


def append(kind: str, body: Mapping[str, Any], *, absent: Collection[str] = ()) -> int:
    """Write a note and return its number; when this returns, note and marks survive any crash.

    Not inside a transaction: the marks are committed first. Written twice after a crash, a note does no harm, because
    its readers take the set of what all notes name. `absent` are databases that cannot take part: they are behind
    from then on, as a database must be that is about to be restored. Raises LedgerBroken when another is behind.
    """
    if behind := older_copies([alias for alias in map(router.db_for_read, MARKS) if alias not in absent]):
        # The mark of this note would hide that they are.
        raise LedgerBroken(f"Older than the ledger, and so restored from a backup: {', '.join(behind)}.")
    folder = Path(settings.LEDGER_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    while True:
        last = names()[-1:]
        number = _number(last[0]) + 1 if last else 1
        mark(number, absent=absent)
        failpoint("after:ledger:marks")
        note = signing.sign({"number": number, "kind": kind, "at": timezone.now(), "body": body})
        name = f"{number:010d}-{_hash(last[0]) if last else NOTHING}.json"
        if _write_once(folder, name, signing.canonical_json(note)):
            failpoint("after:ledger:note")
            return number


def note_own_deletion(rows: Iterable[PersonalModel]) -> int | None:
    """Note that a person deletes these rows of her own (rule 21), before that is done; None when there are none.

    The note names subject, models and row ids, no values. Replaying it deletes what a restored database has of these
    rows and their files; where they are gone there is nothing to do.
    """
    named: dict[str, list[str]] = {}
    subjects = set()
    for row in rows:
        named.setdefault(row._meta.label, []).append(str(row.pk))
        subjects.add(str(row.subject_id))
    if not named:
        return None
    (subject,) = subjects
    return append(OWN_DELETION, {"subject": subject, "rows": {label: sorted(ids) for label, ids in named.items()}})


def named(subjects: Mapping[str, Iterable[UUID]]) -> dict[str, list[str]]:
    """Subjects by activity, as a note names them."""
    return {activity: [str(each) for each in found] for activity, found in subjects.items()}


def notes(*, after: Note | None = None) -> Iterator[Note]:
    """All notes in order (or those after one that was checked before), each checked against its signature and against
    the one before. Raises LedgerBroken, which names the note."""
    previous, expected = (after.hash, after.number + 1) if after else (NOTHING, 1)
    for name in names()[expected - 1 :]:
        if name != f"{expected:010d}-{previous}.json":
            raise LedgerBroken(f"Note {expected} is missing or does not follow the one before it.")
        content = (Path(settings.LEDGER_DIR) / name).read_bytes()
        note = _read(content, expected)
        yield note
        previous, expected = note.hash, expected + 1


def verify() -> int:
    """Check the whole ledger; the number of its last note. Raises LedgerBroken, also when its end was cut off."""
    least = promised()  # Before the notes are read: others may be added meanwhile, and promised after that.
    last = 0
    for note in notes():
        last = note.number
    require_end(last, least)
    return last


def promised() -> int:
    """The number of the last note of which a database knows that it was written."""
    known = [Certificate.objects.aggregate(n=Max("note"))["n"], DestructionBatch.objects.aggregate(n=Max("note"))["n"]]
    # A mark may be one ahead, since it comes before its note; what names a note came after it.
    return max(number or 0 for number in [*known, *(mark - 1 for mark in marks().values())])


def require_end(last: int, least: int) -> None:
    """Raises LedgerBroken when notes are missing at the end."""
    if last < least:
        raise LedgerBroken(f"The ledger ends with note {last}, but there was a note {least}.")


def head() -> int:
    """The number of the last note, 0 for an empty ledger; nothing is verified."""
    found = names()
    return _number(found[-1]) if found else 0


def marks(aliases: Collection[str] | None = None) -> dict[str, int]:
    """The last mark in each database (or these), by alias."""
    asked = {router.db_for_read(model): model for model in MARKS}
    return {
        alias: model._default_manager.aggregate(n=Max("number"))["n"] or 0
        for alias, model in asked.items()
        if aliases is None or alias in aliases
    }


def older_copies(aliases: Collection[str] | None = None) -> list[str]:
    """The databases that are behind the ledger: each was restored from before the last note (PIPA art. 21)."""
    newest = head()
    return [alias for alias, mark in marks(aliases).items() if mark < newest]


def mark(number: int, *, absent: Collection[str] = ()) -> None:
    """Let the databases know of a note."""
    for model in MARKS:
        if router.db_for_write(model) in absent:
            continue
        with transaction.atomic(using=router.db_for_write(model), durable=True):
            model._default_manager.bulk_create([model(number=number)], ignore_conflicts=True)


def _write_once(folder: Path, name: str, content: bytes) -> bool:
    """Whether the file could be made; it exists completely or not at all, and never replaces another."""
    part = folder / f".{secrets.token_hex(8)}.part"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, folder / name)
    except FileExistsError:
        return False  # Another process wrote this number; the next one follows it.
    finally:
        part.unlink()
    _sync(folder)
    return True


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def names() -> list[str]:
    """The files of the notes, in order."""
    folder = Path(settings.LEDGER_DIR)
    return sorted(path.name for path in folder.glob("[0-9]*.json"))


def _number(name: str) -> int:
    return int(name.partition("-")[0])


def _hash(name: str) -> str:
    return hashlib.sha256((Path(settings.LEDGER_DIR) / name).read_bytes()).hexdigest()


def _read(content: bytes, number: int) -> Note:
    try:
        payload = signing.verify(json.loads(content))
    except (ValueError, KeyError, TypeError, signing.SignatureBroken) as error:
        raise LedgerBroken(f"Note {number} was altered.") from error
    except signing.SigningKeyMissing as error:
        raise LedgerBroken(f"Note {number} is signed by a key that is not in SIGNING_KEY_DIR.") from error
    if payload["number"] != number:
        raise LedgerBroken(f"Note {number} says that it is note {payload['number']}.")
    at, digest = datetime.fromisoformat(payload["at"]), hashlib.sha256(content).hexdigest()
    return Note(number, payload["kind"], at, payload["body"], digest)
