"""Children of the portal: started in a session of their own, logged to a file, dead when their parent is."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent() -> None:
    """Between fork and exec: ask the kernel for SIGINT when the parent dies (for PostgreSQL: fast shutdown)."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)


class Child:
    """One supervised process."""

    def __init__(
        self, name: str, command: Sequence[str], log: Path, *, user: str | None = None,
        environment: Mapping[str, str] | None = None, stop_signal: int = signal.SIGINT,
    ) -> None:  # fmt: skip
        self.name = name
        self.stop_signal = stop_signal
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/" if user else None,
                env={**os.environ, **(environment or {})}, start_new_session=True, preexec_fn=die_with_parent,
                user=user, extra_groups=[] if user else None,
            )  # fmt: skip

    def poll(self) -> int | None:
        """The exit status, or None while it runs."""
        return self.process.poll()

    def stop(self, grace: float = 15) -> None:
        """Ask it to stop; kill its whole session when it does not."""
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(grace)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
