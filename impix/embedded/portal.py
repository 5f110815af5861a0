"""The whole portal as children of one process, started and stopped in order."""

import json
import os
import signal
import socket
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from types import FrameType

from impix.embedded import supervisor, valkey
from impix.embedded.environment import MARKER, WEB, WORKER, of_process, variables
from impix.embedded.exceptions import EmbeddedError
from impix.embedded.layout import BASE_DIR, Layout
from impix.embedded.postgres import Cluster
from impix.embedded.supervisor import Child

# Who asks is stopped before who answers.
STOPPING = ("web", "beat", "worker", "valkey", "postgres")
# Seconds until SIGKILL. A web server that is told to stop while it starts does not hear it.
GRACE = {"web": 5, "beat": 5, "worker": 15, "valkey": 15, "postgres": 60}
LOG_CHECK_SECONDS = 60


class Portal:
    """Embedded servers (unless external ones are named), web server, worker and beat."""

    def __init__(self, place: Layout, port: int) -> None:
        self.place = place
        self.port = port
        self.children: list[Child] = []
        self.cluster: Cluster | None = None
        self.stopping = threading.Event()
        self.told_to_stop = False

    def interrupt(self, number: int, frame: FrameType | None) -> None:
        """Handler of the signals that end the portal. The exception may get lost in a query, the note does not."""
        self.told_to_stop = True
        raise KeyboardInterrupt

    def clear_the_place(self) -> None:
        """Make the folders, end what a killed portal left, and refuse a busy port before anything is started."""
        for folder in (self.place.run, self.place.log, self.place.ledger, self.place.files, self.place.mail):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        supervisor.end_leftovers(self.place.log)
        self._watch_logs()
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind(("127.0.0.1", self.port))
            except (OSError, OverflowError) as error:
                reason = getattr(error, "strerror", None) or error
                raise EmbeddedError(f"Port {self.port} cannot be used ({reason}): choose another by --port.") from None

    def start_servers(self) -> None:
        """PostgreSQL and Valkey, side by side; each only where no external one is named."""
        ours = None
        if os.environ.get("REDIS_URL", "").startswith("unix://") and MARKER in os.environ:
            ours = self._add(valkey.start(self.place))
        if MARKER in os.environ:
            self.cluster = Cluster(self.place)
            self._add(self.cluster.start())
        if ours:
            valkey.wait(self.place, ours)

    def start_web(self) -> None:
        """The web server on loopback; returns when it answers."""
        command = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)]
        command += ["--blocking-threads", "4", "--no-ws", "impix.wsgi:application"]
        web = self._start("web", command, WEB)
        while not self._answers():
            if web.poll() is not None:
                raise EmbeddedError(f"The web server did not start: {web.last_words()} ({web.log})")
            self.stopping.wait(0.1)

    def start_background(self) -> None:
        """The worker and the clock that wakes it."""
        celery = ["-m", "celery", "-A", "impix"]
        schedule = str(self.place.run / "celerybeat-schedule")
        self._start("worker", [*celery, "worker", "--concurrency", "2", "-l", "info"], WORKER)
        self._start("beat", [*celery, "beat", "--schedule", schedule, "--pidfile=", "-l", "info"], WORKER)

    def publish(self) -> None:
        """Let other commands of this clone join; the file holds passwords."""
        environment = {name: os.environ[name] for name in variables(self.place, WEB) if name in os.environ}
        part = self.place.run / "portal.json.part"
        part.unlink(missing_ok=True)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump({"process": os.getpid(), "environment": environment}, file)
        part.rename(self.place.run / "portal.json")

    def watch(self) -> None:
        """Return never; raise when a child has ended by itself."""
        while True:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
            for child in self.children:
                if (status := child.poll()) is not None:
                    reason = child.last_words() if status >= 0 else f"killed by signal {-status}"
                    raise EmbeddedError(f"{child.name} ended by itself: {reason} ({child.log})")
            # As process 1 of a container we also bury the children of others.
            if ended is not None:
                os.waitpid(ended.si_pid, 0)

    def stop(self, say: Callable[[str], None]) -> None:
        """Stop every child in order; further signals do not hasten it."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        self.stopping.set()
        (self.place.run / "portal.json").unlink(missing_ok=True)
        if self.cluster and self.cluster.child and self.cluster.child not in self.children:
            self.children.append(self.cluster.child)
        for child in sorted(self.children, key=lambda child: STOPPING.index(child.name)):
            say(f"stopping {child.name}")
            child.stop(GRACE[child.name])

    def _start(self, name: str, arguments: list[str], role: str) -> Child:
        command = [sys.executable, *arguments]
        environment = {**of_process(role), "PYTHONPATH": str(BASE_DIR), "PYTHONUNBUFFERED": "1"}
        return self._add(Child(name, command, self.place.log / f"{name}.log", environment=environment))

    def _add(self, child: Child) -> Child:
        self.children.append(child)
        return child

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=30):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def _watch_logs(self) -> None:
        def check() -> None:
            while not self.stopping.wait(LOG_CHECK_SECONDS):
                supervisor.rotate_logs(self.place.log)

        supervisor.rotate_logs(self.place.log)
        threading.Thread(target=check, daemon=True).start()
