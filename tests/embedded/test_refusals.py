"""What cannot work is said in one line, without a traceback, and with an exit status that a script notices."""

import ast
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from impix.embedded.accounts import UNPRIVILEGED, can_reach
from impix.embedded.layout import BASE_DIR
from tests.embedded.clones import Clone, clean, free_port

MOUNT, UNMOUNT = "/usr/bin/mount", "/usr/bin/umount"
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


def refused(done: "subprocess.CompletedProcess[str]", *words: str) -> None:
    """One line on the terminal's error stream that says these words, and a failure."""
    assert done.returncode != 0
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    for word in words:
        assert word in done.stderr


@pytest.fixture
def no_data(clone: Clone) -> Iterator[Clone]:
    yield clone
    shutil.rmtree(clone.place.root, ignore_errors=True)


@pytest.mark.parametrize("name", ["manage.py", "impix/__init__.py", "impix/bootstrap.py"])
def test_an_old_python_can_read_what_it_runs(name: str) -> None:
    assert ast.parse((BASE_DIR / name).read_text(), feature_version=(3, 4))
    assert 'f"' not in (BASE_DIR / name).read_text()


@pytest.mark.parametrize("command", ["runportal", "test", "migrate"])
def test_an_old_python(clone: Clone, command: str) -> None:
    pretend = (
        f"import sys; sys.version_info = (3, 9, 2); sys.argv = ['manage.py', '{command}']; import manage; manage.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", pretend], cwd=clone.folder, env=clean(), capture_output=True, text=True, check=False
    )
    refused(done, "needs Python 3.11 or later", "3.9")


def test_no_package_index(no_data: Clone) -> None:
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
    bare = getattr(sys, "_base_executable", sys.executable)
    done = no_data.run("test", python=bare, env=clean(**nowhere) | {"PATH": "/usr/bin:/bin"})
    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].startswith("requirements.lock could not be installed; is a package index")
    assert "Traceback" not in done.stderr
    assert not list(no_data.folder.glob(".venv*/"))


def test_other_commands_install_nothing(clone: Clone) -> None:
    bare = getattr(sys, "_base_executable", sys.executable)
    refused(clone.run("migrate", python=bare), "Django is not installed")
    assert not (clone.folder / ".venv").exists()


def test_an_environment_of_another_project_is_left_alone(clone: Clone) -> None:
    lock = (clone.folder / "requirements.lock").read_text()
    try:
        (clone.folder / "requirements.lock").write_text(lock + "not-a-package==1.0\n")
        refused(clone.run("runportal"), "has Django but lacks not-a-package")
    finally:
        (clone.folder / "requirements.lock").write_text(lock)
    assert not (clone.folder / ".venv").exists()


def test_a_busy_port(no_data: Clone) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        refused(no_data.run("runportal", "--port", str(other.getsockname()[1])), "Port", "--port")
    assert not (no_data.place.root / "postgres").exists()


@pytest.mark.parametrize(
    ("content", "words"), [("16\n", "made by PostgreSQL 16"), (None, "not a PostgreSQL data folder")]
)
def test_data_of_another_kind(no_data: Clone, content: str | None, words: str) -> None:
    no_data.place.postgres.mkdir(parents=True)
    if content:
        (no_data.place.postgres / "PG_VERSION").write_text(content)
    refused(no_data.run("runportal", "--port", str(free_port())), words)


def test_broken_data(no_data: Clone) -> None:
    no_data.place.postgres.mkdir(mode=0o700, parents=True)
    (no_data.place.postgres / "PG_VERSION").write_text("18\n")
    refused(no_data.run("runportal", "--port", str(free_port())), "PostgreSQL did not start", "postgres.log")


@as_root
def test_a_folder_that_may_not_be_written(no_data: Clone) -> None:
    if not can_reach(UNPRIVILEGED, Path(sys.executable)):
        pytest.skip("this Python is out of reach for an ordinary user")
    done = no_data.run("runportal", "--port", str(free_port()), user=UNPRIVILEGED, extra_groups=[])
    refused(done, "Permission denied", "var")


@as_root
def test_a_full_disk(no_data: Clone) -> None:
    no_data.place.root.mkdir()
    if not Path(MOUNT).exists():
        pytest.skip("this system cannot mount")
    mounted = [MOUNT, "-t", "tmpfs", "-o", "size=5m,mode=0755", "none", str(no_data.place.root)]
    if subprocess.run(mounted, capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount")
    try:
        refused(no_data.run("runportal", "--port", str(free_port())), "No space left on device")
    finally:
        subprocess.run([UNMOUNT, str(no_data.place.root)], check=True)


@pytest.mark.parametrize("arguments", [["-c", "import impix.wsgi"], ["-m", "celery", "-A", "impix", "worker"]])
def test_servers_of_production_never_enter_embedded_mode(clone: Clone, arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=clone.folder, env=clean(), capture_output=True, text=True, check=False
    )
    refused(done, "Set the SECRET_KEY environment variable")


def test_a_missing_variable_is_named(clone: Clone) -> None:
    some = clean(SECRET_KEY="x", ALLOWED_HOSTS="x", SITE_URL="https://x", DATABASE_URL="postgres://x@/x")
    refused(clone.run("migrate", env=some), "ARCHIVE_DATABASE_URL")
