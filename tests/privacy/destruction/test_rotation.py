"""Epochs rotate by the month, survive kills, and are destroyed as soon as, and not before, nothing needs them."""

import os
import shutil
import signal
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connections
from pytest_django import Settings

from privacy.destruction import failpoints, ledger, rotation
from privacy.destruction.backups import making
from privacy.destruction.certificate import backups_unreadable_from
from privacy.destruction.exceptions import LedgerBroken
from privacy.subjects import keyring
from privacy.subjects.exceptions import KeyDestroyed
from privacy.subjects.opening import open_own, scope
from privacy.vault.epochs import master_keys
from privacy.vault.exceptions import EpochMissing
from privacy.vault.models import DataKey, LedgerMark
from privacy.vault.services import destroy_keys, keys_to_rewrap
from tests.databases import signed_in_as
from tests.privacy.destruction import world
from tests.sealed_app.models import Person

pytestmark = pytest.mark.usefixtures("worker", "keys")


@pytest.fixture
def keys(settings: Settings, tmp_path: Path) -> Path:
    """Master keys that the test may destroy; the only epoch began on 10 November."""
    shutil.copytree(settings.MASTER_KEY_DIR, tmp_path / "keys")
    settings.MASTER_KEY_DIR = tmp_path / "keys"
    born(1, datetime(2020, 11, 10, tzinfo=UTC), tmp_path / "keys")
    return tmp_path / "keys"


def born(epoch: int, at: datetime, folder: Path) -> None:
    """Files are dated by the kernel, whose clock no test can turn: what a test of 2020 makes is from the future."""
    os.utime(folder / f"{epoch:04d}.key", (at.timestamp(), at.timestamp()))


def readable(somebody: world.Somebody) -> str:
    row = Person.objects.get(subject=somebody.subject_id)
    with scope():
        open_own([row], somebody.subject_id)
        return str(row.name)


def test_it_works(keys: Path) -> None:
    people = [world.make_somebody() for _ in range(3)]
    with time_machine.travel(datetime(2020, 11, 30, 14, 0, tzinfo=UTC), tick=False):  # 23:00 in Seoul
        assert rotation.rotate().epoch == 1
    with time_machine.travel(datetime(2020, 11, 30, 15, 5, tzinfo=UTC), tick=False):  # December in Seoul
        outcome = rotation.rotate()
        born(2, datetime(2020, 11, 30, 15, 5, tzinfo=UTC), keys)
        assert (outcome.epoch, outcome.rewrapped, outcome.destroyed) == (2, 6, [])
        assert "grace" in outcome.kept[1]
        assert rotation.rotate().epoch == 2
    with time_machine.travel(datetime(2020, 12, 1, 15, 6, tzinfo=UTC), tick=False):
        assert rotation.rotate().destroyed == [1]
    assert [path.name for path in sorted(keys.iterdir())] == ["0002.key"]
    assert {readable(each) for each in people} == {people[0].name}
    states = [(note.body["epoch"], note.body["state"]) for note in ledger.notes() if note.kind == "epoch"]
    assert states == [(2, "begun"), (1, "destroyed")]


def test_the_date_on_the_certificate_is_true(keys: Path) -> None:
    """What was backed up in November can be read on no day from 2 December on, which is what November's say."""
    told = backups_unreadable_from(date(2020, 11, 17))
    assert told == date(2020, 12, 2)
    born(1, datetime(2020, 11, 10, tzinfo=UTC), keys)
    with time_machine.travel(datetime(2020, 11, 30, 15, 5, tzinfo=UTC), tick=False):
        rotation.rotate()
    born(2, datetime(2020, 11, 30, 15, 5, tzinfo=UTC), keys)
    with time_machine.travel(datetime(2020, 12, 1, 16, 5, tzinfo=UTC), tick=False):  # 01:05 on 2 December
        rotation.rotate()
    with pytest.raises(EpochMissing):
        master_keys().key(1)


def test_a_backup_in_its_window_keeps_its_epoch(keys: Path) -> None:
    ledger.append(making.NOTE, {"name": "20201112T000000Z", "epoch": 1, "restorable_before": date(2020, 12, 9)})
    with time_machine.travel(datetime(2020, 11, 12, tzinfo=UTC), tick=False):
        rotation.rotate(now=True)
    born(2, datetime(2020, 12, 1, tzinfo=UTC), keys)
    with time_machine.travel(datetime(2020, 12, 5, tzinfo=UTC), tick=False):
        assert "20201112T000000Z" in rotation.rotate().kept[1]
    with time_machine.travel(datetime(2020, 12, 9, tzinfo=UTC), tick=False):
        assert rotation.rotate().destroyed == [1]


def test_no_backup_is_made_of_keys_that_die_before_it(tmp_path: Path) -> None:
    world.make_somebody()
    master_keys().create()
    with pytest.raises(CommandError, match="2 keys are not wrapped"):
        call_command("backup", to=tmp_path / "backups")
    rotation.rotate()
    assert keys_to_rewrap() == 0


def test_a_restored_database_stops_it(keys: Path) -> None:
    ledger.append("test", {})
    with signed_in_as("owner"):
        LedgerMark.objects.all().delete()
    with pytest.raises(LedgerBroken, match="vault"):
        rotation.rotate(now=True)
    with pytest.raises(CommandError, match="vault"):
        call_command("rotate_master_key")
    assert [path.name for path in keys.iterdir()] == ["0001.key"]


def test_two_at_once_begin_one_epoch() -> None:
    assert master_keys().create(after=1) == 2
    assert master_keys().create(after=1) == 2
    assert master_keys().epochs() == [1, 2]


def in_a_child(work: Callable[[], object]) -> int:
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return child


def test_killed_at_every_declared_point_it_goes_on(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 4)
    people = [world.make_somebody() for _ in range(5)]
    exercised = set()
    for point in sorted(failpoints.ROTATION):
        for path in keys.iterdir():
            born(int(path.stem), datetime(2026, 10, 10, tzinfo=UTC), keys)

        def dying(point: str = point) -> None:
            def trap(name: str) -> None:
                if name == point:
                    os.kill(os.getpid(), signal.SIGKILL)

            failpoints.trap.set(trap)
            # An epoch that began long ago, so that its predecessor may go at once.
            monkeypatch.setattr(rotation, "GRACE", timedelta())
            rotation.rotate(now=True)

        _pid, ended = os.waitpid(in_a_child(dying), 0)
        assert os.WIFSIGNALED(ended), f"{point} was never reached"
        exercised.add(point)
        assert {readable(each) for each in people} == {people[0].name}
        for path in keys.glob("*.key"):
            born(int(path.stem), datetime.now(UTC) - timedelta(days=2), keys)
        rotation.rotate()
        assert len(master_keys().epochs()) == 1
        assert {readable(each) for each in people} == {people[0].name}
        assert set(DataKey.objects.values_list("epoch", flat=True)) == set(master_keys().epochs())
    assert exercised == failpoints.ROTATION


def test_a_minute_after_destruction_no_process_decrypts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process that has just read the value, in a request that goes on and on; a second stands for a minute."""
    assert keyring.LONGEST <= 60
    monkeypatch.setattr(keyring, "LONGEST", 1.0)
    somebody = world.make_somebody()
    reading, writing = os.pipe()

    def other_process() -> None:
        row = Person.objects.get(subject=somebody.subject_id)
        later = Person.objects.get(subject=somebody.subject_id)
        with scope():
            open_own([row, later], somebody.subject_id)
            assert row.name == somebody.name
            os.write(writing, b"read")
            deadline = time.monotonic() + 20
            while DataKey.objects.filter(subject_id=somebody.subject_id, wrapped__isnull=False).exists():
                assert time.monotonic() < deadline
            time.sleep(1.1)
            for each in (row, later):  # What it had opened, and what it had only been allowed to open.
                with pytest.raises(KeyDestroyed):
                    str(each.name)
        with pytest.raises(KeyDestroyed):
            readable(somebody)

    child = in_a_child(other_process)
    assert os.read(reading, 4) == b"read"
    for activity in (world.MEMBERSHIP, world.LETTERS):
        destroy_keys(subject_ids=[somebody.subject_id], activity=activity)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    os.close(reading)
    os.close(writing)
