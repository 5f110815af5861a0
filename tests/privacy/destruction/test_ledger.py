"""The ledger: what is written stays, and whatever is done to it shows."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from privacy.destruction import failpoints, ledger
from privacy.destruction.exceptions import LedgerBroken
from privacy.vault.models import LedgerMark
from tests.databases import signed_in_as


def written(stores: Path, count: int = 4) -> list[Path]:
    assert [ledger.append("test", {"n": n}) for n in range(count)] == list(range(1, count + 1))
    return sorted((stores / "ledger").iterdir())


def test_it_works(stores: Path) -> None:
    files = written(stores)
    assert [(note.number, note.kind, note.body) for note in ledger.notes()] == [
        (n + 1, "test", {"n": n}) for n in range(4)
    ]
    assert ledger.verify() == ledger.head() == 4
    assert ledger.marks() == {"default": 4, "vault": 4, "archive": 4}
    assert [path.stat().st_mode & 0o777 for path in files] == [0o400] * 4


def _edit(files: list[Path]) -> None:
    note = json.loads(files[1].read_bytes())
    note["payload"]["body"]["n"] = 7
    files[1].chmod(0o600)
    files[1].write_text(json.dumps(note))


def _cut(files: list[Path]) -> None:
    files[2].chmod(0o600)
    os.truncate(files[2], 10)


def _swap(files: list[Path]) -> None:
    first, second = files[1].read_bytes(), files[2].read_bytes()
    for path, content in ((files[1], second), (files[2], first)):
        path.chmod(0o600)
        path.write_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [
        _edit,
        _cut,
        _swap,
        lambda files: files[0].unlink(),
        lambda files: files[1].unlink(),
        lambda files: [path.unlink() for path in files[2:]],
        lambda files: [path.unlink() for path in files],
    ],
    ids=["edited", "cut", "reordered", "beginning missing", "middle missing", "end missing", "all missing"],
)
def test_damage_is_found(stores: Path, damage: Callable[[list[Path]], object]) -> None:
    damage(written(stores))
    with pytest.raises(LedgerBroken):
        ledger.verify()


def test_a_note_that_was_lost_between_mark_and_file_is_no_damage(stores: Path) -> None:
    written(stores, 2)

    class Killed(BaseException):
        pass

    def trap(name: str) -> None:
        if name == "after:ledger:marks":
            raise Killed

    token = failpoints.trap.set(trap)
    with pytest.raises(Killed):
        ledger.append("test", {})
    failpoints.trap.reset(token)
    assert (ledger.marks()["default"], ledger.verify()) == (3, 2)
    assert ledger.append("test", {"again": True}) == 3
    assert ledger.verify() == 3


def test_no_writer_replaces_the_note_of_another(stores: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes that found the same last note: the second one follows the first."""
    written(stores, 1)
    found = ledger.names()
    answers = iter([found])
    names = ledger.names
    assert ledger.append("first", {}) == 2
    monkeypatch.setattr(ledger, "names", lambda: next(answers, None) or names())
    assert ledger.append("second", {}) == 3
    assert [note.kind for note in ledger.notes()] == ["test", "first", "second"]


def test_an_older_copy_of_a_database_is_named(stores: Path) -> None:
    written(stores)
    assert ledger.older_copies() == []
    with signed_in_as("owner"):
        LedgerMark.objects.filter(number__gt=2).delete()
    assert ledger.older_copies() == ["vault"]
