"""Children of the portal: started in a session of their own, logged to a file, dead when their parent is."""

import ctypes
import json
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOG_BYTES = 10_000_000
LOGS_KEPT = 3
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
                env=environment, preexec_fn=dying_with_parent(stop_signal), **as_account(account),
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
        """Ask it to stop; kill its whole session when it does not."""
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(grace)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


def write_record(path: Path, children: Iterable[Child]) -> None:
    """Note which processes are ours, for a next start that finds them without a parent."""
    known = {str(child.process.pid): _started(child.process.pid) for child in children}
    path.write_text(json.dumps(known), encoding="ascii")


def end_leftovers(path: Path, grace: float = 10) -> None:
    """End the children of a portal that was killed: they are told by the kernel, the last word is SIGKILL."""
    try:
        known = {int(pid): started for pid, started in json.loads(path.read_text(encoding="ascii")).items()}
    except (FileNotFoundError, ValueError):
        return
    deadline = time.monotonic() + grace
    for pid, started in known.items():
        while _started(pid) == started:
            if time.monotonic() > deadline:
                os.killpg(pid, signal.SIGKILL)
            time.sleep(0.1)
    path.unlink()


def _started(pid: int) -> str | None:
    """When the kernel started this process: a number that its reuse does not have. None when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] == "Z" else fields[19]


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
