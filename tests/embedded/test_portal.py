"""The portal starts from nothing, is joined by other commands, stops in order, survives being killed."""

import os
import signal
import stat
import time
import urllib.request
from pathlib import Path

from tests.embedded.clones import Clone, free_port, wait_until

# A worker that is still starting does not hear the first of them.
PING = """
from impix.celery import app
print(any(app.control.ping(timeout=1) for attempt in range(60)) and "a worker answers")
"""
FIRST_MIGRATION = """
from django.db import connection
cursor = connection.cursor()
cursor.execute("SELECT min(applied) FROM django_migrations")
print(cursor.fetchone()[0])
"""


def test_it_can_be_stopped_while_people_are_added(clone: Clone) -> None:
    with clone.portal(free_port()) as process:
        wait_until(lambda: "adding demo companies" in clone.output())
        time.sleep(1.5)  # Somewhere in the middle of its queries.
        process.send_signal(signal.SIGINT)
        process.wait(60)
    assert process.returncode == 0, clone.output()
    assert clone.output().rstrip().endswith("stopped")
    assert "people are there" not in clone.output()


def test_it_works(clone: Clone) -> None:
    port = free_port()
    with clone.portal(port) as process:
        assert f"http://localhost:{port}/" in clone.output()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            assert answer.status == 200
        assert stat.S_IMODE((clone.place.run / "portal.json").stat().st_mode) == 0o600
        assert clone.run("migrate", "--check").returncode == 0
        assert "a worker answers" in clone.run("shell", "-c", PING).stdout
        (clone.folder / "first-migration").write_text(clone.run("shell", "-c", FIRST_MIGRATION).stdout)

        second = clone.run("runportal", "--port", str(free_port()))
        assert second.returncode != 0
        assert f"already runs from this clone (process {process.pid})" in second.stderr

    stopped = [line.split()[-1] for line in clone.output().splitlines() if " stopping " in line]
    assert stopped == ["web", "beat", "worker", "valkey", "postgres"]
    assert process.returncode == 0
    assert clone.processes() == []
    assert not (clone.place.run / "portal.json").exists()


def test_a_second_start_keeps_the_data_and_being_killed_leaves_no_child(clone: Clone) -> None:
    with clone.portal(free_port()) as process:
        first = (clone.folder / "first-migration").read_text()
        assert first.strip()
        assert clone.run("shell", "-c", FIRST_MIGRATION).stdout == first
        os.kill(process.pid, signal.SIGKILL)
        wait_until(lambda: clone.processes() == [], 30)


def test_a_child_that_dies_stops_all(clone: Clone) -> None:
    port = free_port()
    with clone.portal(port) as process:
        beat = next(line for line in _children(process.pid) if "beat" in line[1])
        os.kill(beat[0], signal.SIGKILL)
        process.wait(60)
        assert process.returncode != 0
        assert "beat ended by itself: killed by signal 9" in clone.output()
        assert "Traceback" not in clone.output()
        assert clone.processes() == []


def _children(parent: int) -> list[tuple[int, str]]:
    pids = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [(int(pid), Path(f"/proc/{pid}/cmdline").read_text()) for pid in pids]
