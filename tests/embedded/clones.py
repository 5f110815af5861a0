"""A clone of the project in a scratch folder, and a portal that runs in it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from impix.embedded.layout import BASE_DIR, Layout

PACKAGES = ("impix", "privacy", "members", "corporate", "resumes", "recruitment", "templates")
FILES = ("manage.py", "requirements.lock")
SECONDS = 90


class Clone:
    """The working tree without its data, its history and its virtual environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = Layout(folder / "var")
        for name in PACKAGES:
            if (BASE_DIR / name).exists():
                shutil.copytree(BASE_DIR / name, folder / name)
        for name in FILES:
            shutil.copy2(BASE_DIR / name, folder / name)

    def remove(self) -> None:
        """Remove everything, also what lies outside."""
        shutil.rmtree(self.folder)
        for elsewhere in (self.place.outside, self.place.sockets):
            shutil.rmtree(elsewhere, ignore_errors=True)

    def run(
        self, *arguments: str, python: str = sys.executable, **options: object
    ) -> "subprocess.CompletedProcess[str]":
        """Run one command to its end."""
        return subprocess.run(  # type: ignore[call-overload, no-any-return]
            [python, "manage.py", *arguments],
            **{"cwd": self.folder, "env": clean(), "capture_output": True, "text": True, "timeout": SECONDS} | options,
        )

    @contextmanager
    def portal(self, port: int) -> Iterator["subprocess.Popen[str]"]:
        """A running portal; ended in the way it asks for, if the test has not done so."""
        command = [sys.executable, "manage.py", "runportal", "--port", str(port)]
        log = (self.folder / "portal.out").open("w")
        process = subprocess.Popen(command, cwd=self.folder, env=clean(), stdout=log, stderr=log, text=True)
        try:
            wait_until(lambda: "is ready" in self.output() or process.poll() is not None)
            assert "is ready" in self.output(), self.output()
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(SECONDS)
            log.close()

    def output(self) -> str:
        """What the portal has printed."""
        return (self.folder / "portal.out").read_text()

    def processes(self) -> list[str]:
        """The command lines of the processes that belong to this clone, but for `manage.py` itself."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
                here = (path.parent / "cwd").readlink() == self.folder
            except OSError:
                continue
            if (here or str(self.folder) in line) and "manage.py" not in line and line:
                found.append(line)
        return found


def clean(**more: str) -> dict[str, str]:
    """An environment as a new terminal has it: the suite's own must not lead the clone to its servers."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ} | more


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(true: Callable[[], bool], seconds: float = SECONDS) -> None:
    """Wait for something that another process does."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "It did not happen."
        time.sleep(0.1)
