"""Children of the portal: started in a session of their own, logged to a file, dead when their parent is."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOG_BYTES = 10_000_000
LOGS_KEPT = 3
# In the environment of every child, so that a later start knows it again; its value is the folder of the logs.
TAG = "IMPIX_CHILD_OF"
_libc = ctypes.CDLL(None, use_errno=True)


def dying_with_parent(last_signal: int) -> Callable[[], None]:
    """For `preexec_fn`: ask the kernel to send `last_signal` to the child when its parent dies."""
    return partial(_tie, os.getpid(), last_signal)


def _tie(parent: int, last_signal: int) -> None:
    _libc.prctl(PR_SET_PDEATHSIG, last_signal)
    # The parent may have died between fork and prctl; then nobody will send the signal any more.
    if os.getppid() != parent:
        os._exit(1)


def as_account(account: str | None) -> dict[str, object]:
    """Arguments of Popen for a process of that account."""
    if account is None:
        return {}
    return {"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": [], "cwd": "/"}


class Child:
    """One supervised process."""

    def __init__(
        self, name: str, command: Sequence[str], log: Path, *, account: str | None = None,
        environment: Mapping[str, str] | None = None, stop_signal: int = signal.SIGTERM,
    ) -> None:  # fmt: skip
        self.name = name
        self.log = log
        self.stop_signal = stop_signal
        self.log_start = log.stat().st_size if log.exists() else 0
        with log.open("ab") as output:
            self.process: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
                env={**(environment or os.environ), TAG: str(log.parent)},
                preexec_fn=dying_with_parent(stop_signal), **as_account(account),
            )  # fmt: skip

    def poll(self) -> int | None:
        """The exit status, or None while it runs."""
        return self.process.poll()

    def last_words(self) -> str:
        """The line of this run's log that says best why it ended."""
        with self.log.open("rb") as file:
            file.seek(self.log_start)
            lines = [line.strip() for line in file.read().decode(errors="replace").splitlines() if line.strip()]
        telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "Error", "rror:"))]
        return (telling or lines or ["no message"])[-1]

    def stop(self, grace: float = 15) -> None:
        """Ask it to stop; then kill what is left of its session, also where it died without stopping that."""
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(grace)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def end_leftovers(place: Path, grace: float = 10) -> None:
    """End what a killed portal left behind: the kernel has told its children, those of its children need SIGKILL."""
    deadline = time.monotonic() + grace
    while left := _tagged(place):
        for pid in left if time.monotonic() > deadline else []:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)


def _tagged(place: Path) -> list[int]:
    """The processes that were started with this tag in their environment, and have not ended."""
    tag, found = f"{TAG}={place}".encode(), []
    for process in Path("/proc").glob("[0-9]*"):
        # Not ours to read, or gone in the meantime.
        with suppress(PermissionError, FileNotFoundError, ProcessLookupError):
            if tag in (process / "environ").read_bytes().split(b"\0"):
                found.append(int(process.name))
    return found


def rotate_logs(folder: Path) -> None:
    """Keep the logs small. Children append to an open file, so it is copied and emptied, not moved."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > LOG_BYTES:
            for number in range(LOGS_KEPT - 1, 0, -1):
                older = log.with_name(f"{log.name}.{number}")
                if older.exists():
                    older.rename(log.with_name(f"{log.name}.{number + 1}"))
            shutil.copyfile(log, log.with_name(f"{log.name}.1"))
            os.truncate(log, 0)
