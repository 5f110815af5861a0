"""A database that is older than the ledger, or a ledger that is not whole, closes the portal by itself."""

import json
import time
from pathlib import Path

import pytest
from django.conf import settings as current
from django.test import Client
from pytest_django import Settings

from impix import gate as gates
from impix.celery import app
from impix.gate import Gate
from privacy.archive.models import LedgerMark as ArchiveMark
from privacy.destruction import ledger, wholeness
from privacy.destruction.exceptions import LedgerBroken
from privacy.destruction.models import LedgerMark
from privacy.destruction.wholeness import Wholeness
from privacy.vault.models import LedgerMark as VaultMark
from tests.databases import signed_in_as

MARKS = {"default": LedgerMark, "archive": ArchiveMark, "vault": VaultMark}


@pytest.fixture(autouse=True)
def gate(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """The gate of a process that has just started and looks at every request; three notes are in the ledger."""
    monkeypatch.setattr(gates, "SECONDS_BETWEEN_LOOKS", 0)
    monkeypatch.setattr(wholeness, "SECONDS_BETWEEN_LOOKS_AT_FILES", 0)
    monkeypatch.setattr(gates, "gate", Gate())
    for number in range(3):
        ledger.append("test", {"n": number})
    return gates.gate


def restore(alias: str) -> None:
    """What a restore does to the mark."""
    with signed_in_as("owner"):
        MARKS[alias]._default_manager.filter(number__gt=1).delete()


def notes() -> list[Path]:
    return sorted(Path(current.LEDGER_DIR).glob("*.json"))


@pytest.mark.parametrize("alias", ["default", "archive", "vault"])
def test_each_database_alone_closes_pages_and_tasks_until_it_has_caught_up(client: Client, alias: str) -> None:
    done: list[int] = []

    def something() -> None:
        done.append(1)

    task = app.task(something, name="tests.something")
    assert client.get("/").status_code == 200
    restore(alias)
    for path in ("/", "/en/login/", "/admin/", "/me/privacy/", "/nowhere/"):
        response = client.get(path)
        assert response.status_code == 503
        assert "replay_ledger" in response.content.decode()
        assert response["Retry-After"]
    assert client.post("/login/", {"login": "seeker", "password": "x"}).status_code == 503
    assert client.get("/healthz").status_code == 200
    assert alias in client.get("/readyz").content.decode()
    task.apply()
    assert done == []
    ledger.mark(ledger.head())
    assert client.get("/").status_code == 200
    task.apply()
    assert done == [1]
    del app.tasks["tests.something"]


def test_static_files_are_served_by_the_closed_portal(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "portal.css").write_text("body {}")
    restore("default")
    response = client.get("/static/portal.css")
    assert (response.status_code, b"".join(response)) == (200, b"body {}")
    response.close()


def _edit(files: list[Path]) -> str:
    note = json.loads(files[1].read_bytes())
    note["payload"]["body"]["n"] = 7
    files[1].chmod(0o600)
    files[1].write_text(json.dumps(note))
    return "Note 2 was altered"


def _cut(files: list[Path]) -> str:
    files[1].chmod(0o600)
    files[1].write_bytes(files[1].read_bytes()[:20])
    return "Note 2 was altered"


def _remove(files: list[Path]) -> str:
    files[1].unlink()
    return "Note 2 is missing"


def _truncate(files: list[Path]) -> str:
    for path in files[1:]:
        path.unlink()
    return "ends with note 1, but there was a note 2"


def _swap(files: list[Path]) -> str:
    first, second = files[0].read_bytes(), files[1].read_bytes()
    for path, content in ((files[0], second), (files[1], first)):
        path.chmod(0o600)
        path.write_bytes(content)
    return "Note 1 says that it is note 2"


@pytest.mark.parametrize("damage", [_edit, _cut, _remove, _truncate, _swap])
@pytest.mark.parametrize("running", [True, False], ids=["while it runs", "before it starts"])
def test_a_damaged_ledger_closes_it_and_names_the_note(client: Client, damage: object, running: bool) -> None:
    assert callable(damage)
    if running:
        assert client.get("/").status_code == 200
        time.sleep(0.01)
    named = damage(notes())
    assert client.get("/").status_code == 503
    response = client.get("/readyz")
    assert (response.status_code, named in response.json()["ledger"]) == (503, True), response.json()


def test_what_was_verified_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process reads each note once, for as long as the files stay as they were."""
    wholeness = Wholeness()
    wholeness.require()
    read: list[int] = []
    real = ledger._read

    def reading(content: bytes, number: int) -> ledger.Note:
        read.append(number)
        return real(content, number)

    monkeypatch.setattr(ledger, "_read", reading)
    wholeness.require()
    assert read == []
    ledger.append("test", {"n": 4})
    wholeness.require()
    assert read == [4]
    _edit(notes())
    with pytest.raises(LedgerBroken):
        wholeness.require()
    assert read == [4, 1, 2]


def test_a_note_that_is_written_while_it_is_verified_is_no_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two notes, and so two marks, between the reading of the files and the end of the check."""
    real = ledger._read

    def meanwhile(content: bytes, number: int) -> ledger.Note:
        monkeypatch.setattr(ledger, "_read", real)
        ledger.append("test", {"n": 5})
        ledger.append("test", {"n": 6})
        return real(content, number)

    monkeypatch.setattr(ledger, "_read", meanwhile)
    assert ledger.verify() >= 3
    monkeypatch.setattr(ledger, "_read", meanwhile)
    Wholeness().require()
