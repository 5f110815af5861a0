"""The settings' environment for embedded services: the same variables an operator would set for external ones."""

import json
import os
from collections.abc import Sequence
from urllib.parse import quote

from impix.embedded import layout, lock, secrets, valkey
from impix.embedded.exceptions import in_plain_words

MARKER = "IMPIX_EMBEDDED"
DEFAULT_PORT = "8000"
ALIASES = {"": "impix", "ARCHIVE_": "impix_archive", "VAULT_": "impix_vault"}
OWNER, WEB, WORKER = "impix_owner", "impix_web", "impix_worker"


def enter(command: str, arguments: Sequence[str] = ()) -> None:
    """Point this process at the embedded services of `runportal` or `test`, unless external servers are named."""
    if "DATABASE_URL" in os.environ:
        return
    place = layout.TESTS if command == "test" else layout.PORTAL
    with in_plain_words():
        found = variables(place, role=WEB, port=_port(arguments))
    for name, value in found.items():
        os.environ.setdefault(name, value)


def join_running_portal() -> None:
    """Let other commands reach the portal that runs from this clone."""
    running = layout.PORTAL.run / "portal.json"
    if "DATABASE_URL" not in os.environ and lock.is_held(layout.PORTAL.run / "lock") and running.exists():
        os.environ.update(json.loads(running.read_text(encoding="utf-8"))["environment"])


def become_worker() -> None:
    """Sign in as the worker from here on, where this process knows how: for commands that do the worker's work."""
    os.environ.update(of_process(WORKER))


def of_process(role: str) -> dict[str, str]:
    """This process's environment for a child that signs in as `role` and knows no other role's password."""
    others = ("MIGRATION_", "WORKER_")
    known = {name: value for name, value in os.environ.items() if not name.startswith(others)}
    if role == WORKER:
        own = {name: value for name, value in os.environ.items() if name.startswith("WORKER_")}
        known |= {name.removeprefix("WORKER_"): value for name, value in own.items()}
    return known


def variables(place: layout.Layout, role: str, port: str = DEFAULT_PORT) -> dict[str, str]:
    """What settings.py reads, for a process that signs in to PostgreSQL as `role`."""
    found = {
        MARKER: secrets.text_secret(place.secrets, "embedded-marker"),
        "SECRET_KEY": secrets.text_secret(place.secrets, "django-secret-key"),
        "BLIND_INDEX_KEY": secrets.text_secret(place.secrets, "blind-index-key"),
        "MASTER_KEY_DIR": str(secrets.key_dir(place.secrets, "master-keys")),
        "SIGNING_KEY_DIR": str(secrets.key_dir(place.secrets, "signing-keys")),
        "WORKER_ARCHIVE_KEY_DIR": str(secrets.key_dir(place.secrets, "archive-keys")),
        "APPLICATION_KEYS": f"1={secrets.text_secret(place.secrets, 'application-key')}",
        "DEFAULT_FROM_EMAIL": "IMPIX <no-reply@impix.localhost>",
        "LEDGER_DIR": str(place.ledger),
        "DESTRUCTION_COOLING_HOURS": "0",
        "FILES_DIR": str(place.files),
        "MAIL_DIR": str(place.mail),
        "STATIC_ROOT": str(place.static),
        "REDIS_URL": f"unix://{quote(str(place.sockets / valkey.SOCKET))}?db=0",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "SITE_URL": f"http://localhost:{port}",
        # What version 2 discloses and version 1 does not, to be seen before version 2 is in force; the desk says so.
        "UNDISCLOSED_ACTIVITIES": "inquiries" if place == layout.PORTAL else "",
    }
    for prefix, database in ALIASES.items():
        found[f"{prefix}DATABASE_URL"] = _url(place, role, database)
        found[f"MIGRATION_{prefix}DATABASE_URL"] = _url(place, OWNER, database)
        found[f"WORKER_{prefix}DATABASE_URL"] = _url(place, WORKER, database)
    return found


def _url(place: layout.Layout, role: str, database: str) -> str:
    password = secrets.text_secret(place.secrets, f"{role}-password")
    return f"postgres://{role}:{password}@/{database}?host={quote(str(place.sockets), safe='')}"


def _port(arguments: Sequence[str]) -> str:
    """The port among a command's arguments; the command itself checks it."""
    for index, argument in enumerate(arguments):
        if argument.startswith("--port="):
            return argument.partition("=")[2]
        if argument == "--port" and index + 1 < len(arguments):
            return arguments[index + 1]
    return DEFAULT_PORT
