"""Backups are whole, secret and mortal; a restore checks everything first and leaves the portal closed."""

import io
import os
import resource
import signal
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as current
from django.core.management import CommandError, call_command
from django.db import connection, connections
from pytest_django import Settings

from members.models import Member
from privacy.consent import services as consents
from privacy.destruction import execution, grounds, ledger
from privacy.destruction.backups import making, manifest, programs, sealing
from privacy.destruction.backups.exceptions import BackupBroken
from privacy.subjects.opening import open_own, scope
from privacy.vault.epochs import master_keys
from tests.people import make_member, ticked
from tests.privacy.destruction import copies, world
from tests.sealed_app.models import Person

pytestmark = pytest.mark.usefixtures("worker")
KEY = bytes(range(32))


@pytest.fixture(autouse=True)
def target(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's backups go."""
    monkeypatch.setattr(grounds, "kept", world.keep_letters)
    settings.BACKUP_DIR = None
    return tmp_path / "backups"


def back_up(target: Path) -> Path:
    call_command("backup", to=target, stdout=io.StringIO())
    return max(path for path in target.iterdir() if not path.name.startswith("."))


def restore(folder: Path, **options: object) -> str:
    said = io.StringIO()
    call_command("restore", str(folder), stdout=said, **options)
    return said.getvalue()


def test_it_works(target: Path) -> None:
    """Backup, destruction, restore of default and archive, replay: as with the copies of the other tests."""
    people, bystander = [world.make_somebody() for _ in range(2)], world.make_somebody("남은 이")
    untouched = world.fingerprint([bystander])
    member = make_member("canary-login-id")
    consents.answer(subject_id=member.subject_id, given=ticked("membership", member.subject_id))
    folder = back_up(target)
    assert not any(b"canary-login-id" in path.read_bytes() for path in folder.iterdir())
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json", "default.dump", "archive.dump", "vault.dump", "files.tar", "ledger.tar"
    }  # fmt: skip
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    plan = world.approved_plan(people)
    assert execution.execute(plan)
    consents.withdraw(subject_id=member.subject_id, activity="membership")
    world.files_of([bystander.subject_id])[0].unlink()

    with pytest.raises(CommandError, match="Not empty: default, archive"):
        restore(folder)
    said = restore(folder, overwrite=True, with_files=True)
    assert "1 changes written into the ledger first" in said
    assert "replay_ledger" in said
    assert ledger.older_copies() == ["default", "archive"]
    assert world.live_rows(people) == 4
    assert world.live_keys(people) == 0
    call_command("replay_ledger", stdout=io.StringIO())
    assert ledger.older_copies() == []
    assert (world.live_rows(people), world.files_of({each.subject_id for each in people})) == (0, [])
    assert consents.current(member.subject_id) == []
    assert world.fingerprint([bystander]) == untouched
    with scope():
        open_own([(row := Person.objects.get(subject=bystander.subject_id))], bystander.subject_id)
        assert row.name == "남은 이"
    call_command("migrate", check_unapplied=True, verbosity=0)


def test_a_lost_vault_comes_back_and_its_dead_keys_die_again(target: Path) -> None:
    people, bystander = [world.make_somebody() for _ in range(2)], world.make_somebody()
    untouched = world.fingerprint([bystander])
    folder = back_up(target)
    assert execution.execute(world.approved_plan(people))
    restore(folder, overwrite=True, with_vault=True)
    assert world.live_keys(people) == 4
    assert ledger.older_copies() == ["default", "vault", "archive"]
    call_command("replay_ledger", stdout=io.StringIO())
    assert (world.live_rows(people), world.live_keys(people)) == (0, 0)
    assert world.fingerprint([bystander]) == untouched


def _flip(folder: Path) -> None:
    path = folder / "archive.dump"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _edit_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"epoch":1', b'"epoch":2'))


def _lose_the_key(folder: Path) -> None:
    (Path(current.MASTER_KEY_DIR) / "0001.key").unlink()


def _cut_the_ledger(folder: Path) -> None:
    sorted(Path(current.LEDGER_DIR).glob("*.json"))[-1].unlink()


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (_flip, "archive.dump is missing, or not what was signed"),
        (lambda folder: (folder / "vault.dump").unlink(), "vault.dump is missing"),
        (_edit_manifest, "not what was signed"),
        (lambda folder: (folder / "manifest.json").unlink(), "is not a backup"),
        (_lose_the_key, "Master key epoch 1 of this backup was destroyed"),
        (_cut_the_ledger, "The ledger does not hold note"),
    ],
    ids=["a bit", "a file", "the manifest", "no manifest", "the key", "the ledger"],
)
def test_nothing_is_touched_when_something_is_wrong(
    target: Path, settings: Settings, tmp_path: Path, damage: Callable[[Path], object], named: str
) -> None:
    settings.MASTER_KEY_DIR = tmp_path / "keys"
    settings.MASTER_KEY_DIR.mkdir()
    (settings.MASTER_KEY_DIR / "0001.key").write_bytes(KEY)
    folder = back_up(target)
    damage(folder)
    before = copies.everything()
    with pytest.raises(CommandError, match=named):
        restore(folder, overwrite=True)
    assert copies.everything() == before


def test_a_restore_that_fails_half_way_may_be_run_again(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [world.make_somebody()]
    untouched = world.fingerprint(people)
    folder = back_up(target)
    real = programs.load
    monkeypatch.setattr(programs, "load", lambda alias: real(alias) if alias == "default" else ["false"])
    with pytest.raises(CommandError, match="pg_restore of archive failed"):
        restore(folder, overwrite=True)
    monkeypatch.setattr(programs, "load", real)
    restore(folder, overwrite=True)
    call_command("replay_ledger", stdout=io.StringIO())
    assert world.fingerprint(people) == untouched


def test_without_the_programs_it_says_which_are_missing(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_candidates", lambda name: {sys.executable})
    with pytest.raises(CommandError, match="There is no pg_dump of PostgreSQL"):
        back_up(target)
    assert [path.name for path in target.iterdir()] == [".lock"]


def test_a_dump_that_fails_leaves_nothing(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = ["sh", "-c", "head -c 100000 /dev/zero; echo 'pg_dump: error: out of luck' >&2; exit 1"]
    monkeypatch.setattr(programs, "dump", lambda alias: failing)
    with pytest.raises(CommandError, match="pg_dump of default failed: pg_dump: error: out of luck"):
        back_up(target)
    assert [path.name for path in target.iterdir()] == [".lock"]


def in_a_child(work: Callable[[], object]) -> int:
    """The status of a process that does this."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1]


def test_a_full_disk_is_told_and_leaves_nothing(target: Path) -> None:
    """No more than 50,000 bytes fit into a file here."""

    def with_little_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
        with pytest.raises(CommandError, match="nothing of this backup is left"):
            back_up(target)

    assert os.waitstatus_to_exitcode(in_a_child(with_little_room)) == 0
    assert [path.name for path in target.iterdir()] == [".lock"]


def test_what_a_killed_backup_left_goes_with_the_next(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "_pack", lambda folder, file: os.kill(os.getpid(), signal.SIGKILL))
    assert os.WTERMSIG(in_a_child(lambda: back_up(target))) == signal.SIGKILL
    (part,) = target.glob(".*.part")
    monkeypatch.undo()
    time.sleep(1)  # Names are seconds.
    back_up(target)
    assert not part.exists()


def test_two_at_once_are_refused(target: Path) -> None:
    target.mkdir()
    with making._alone(target), pytest.raises(CommandError, match="Another backup"):
        back_up(target)


def test_its_day_stands_in_ledger_and_manifest_and_then_it_is_deleted(target: Path) -> None:
    folder = back_up(target)
    found = manifest.read(folder)
    (note,) = [each for each in ledger.notes() if each.kind == making.NOTE]
    assert (note.body["epoch"], note.body["restorable_before"]) == (
        master_keys().current(), found.restorable_before.isoformat()
    )  # fmt: skip
    assert making.prune(target, today=grounds.today()) == []
    assert making.prune(target, today=found.restorable_before) == [folder.name]
    assert not folder.exists()


@pytest.mark.parametrize("size", [0, 1, sealing.CHUNK, sealing.CHUNK + 1, 3 * sealing.CHUNK])
def test_sealed_files_open_as_they_were_written(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    with sealing.SealedWriter(tmp_path / "default.dump", KEY) as writer:
        writer.write(content[: size // 3])
        writer.write(content[size // 3 :])
    path = tmp_path / "default.dump"
    assert b"".join(sealing.opened(path, KEY)) == content
    assert (writer.digest, writer.size) == (sealing.digest_of(path), path.stat().st_size)
    source = sealing.Chunked(sealing.opened(path, KEY))
    assert b"".join(iter(lambda: source.read(1000), b"")) == content


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - sealing.CHUNK - sealing.TAG)


def _swap(path: Path) -> None:
    content, start, step = path.read_bytes(), len(sealing.MAGIC) + sealing.SALT_BYTES, sealing.CHUNK + sealing.TAG
    parts = [content[start : start + step], content[start + step : start + 2 * step], content[start + 2 * step :]]
    path.write_bytes(content[:start] + parts[1] + parts[0] + parts[2])


def _append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")


@pytest.mark.parametrize("damage", [_cut, _swap, _append, lambda path: path.write_bytes(b"")])
def test_damaged_sealed_files_do_not_open(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    path = tmp_path / "default.dump"
    with sealing.SealedWriter(path, KEY) as writer:
        writer.write(os.urandom(3 * sealing.CHUNK))
    with pytest.raises(BackupBroken):
        list(sealing.opened(path.rename(tmp_path / "vault.dump"), KEY))
    (tmp_path / "vault.dump").rename(path)
    with pytest.raises(BackupBroken):
        list(sealing.opened(path, KEY[::-1]))
    damage(path)
    with pytest.raises(BackupBroken):
        list(sealing.opened(path, KEY))


def test_where_to_must_be_said() -> None:
    with pytest.raises(CommandError, match="BACKUP_DIR"):
        call_command("backup")
    assert Member.objects.count() == 0
    assert connection.alias == "default"
