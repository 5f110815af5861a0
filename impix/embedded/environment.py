"""The settings' environment for embedded services: the same variables an operator would set for external ones."""

import json
import os
from urllib.parse import quote

from impix.embedded import layout, secrets

MARKER = "IMPIX_EMBEDDED"
ALIASES = {"": "impix", "ARCHIVE_": "impix_archive", "VAULT_": "impix_vault"}
OWNER, WEB, WORKER = "impix_owner", "impix_web", "impix_worker"


def enter(command: str) -> None:
    """Point this process at the embedded services of `runportal` or `test`, unless external servers are named."""
    if "DATABASE_URL" in os.environ:
        return
    place = layout.TESTS if command == "test" else layout.PORTAL
    for name, value in variables(place, role=WEB).items():
        os.environ.setdefault(name, value)


def join_running_portal() -> None:
    """Let other commands reach the portal that runs from this clone."""
    running = layout.PORTAL.run / "portal.json"
    if running.exists() and "DATABASE_URL" not in os.environ:
        os.environ.update(json.loads(running.read_text(encoding="utf-8"))["environment"])


def variables(place: layout.Layout, role: str) -> dict[str, str]:
    """What settings.py reads, for a process that signs in to PostgreSQL as `role`."""
    socket = str(place.run)
    found = {
        MARKER: secrets.text_secret(place.secrets, "embedded-marker"),
        "SECRET_KEY": secrets.text_secret(place.secrets, "django-secret-key"),
        "BLIND_INDEX_KEY": secrets.text_secret(place.secrets, "blind-index-key"),
        "MASTER_KEY_DIR": str(secrets.master_key_dir(place.secrets)),
        "LEDGER_DIR": str(place.ledger),
        "FILES_DIR": str(place.files),
        "MAIL_DIR": str(place.mail),
        "REDIS_URL": f"unix://{place.run}/valkey.sock?db=0",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "SITE_URL": "http://localhost:8000",
    }
    for prefix, database in ALIASES.items():
        found[f"{prefix}DATABASE_URL"] = _url(place, role, socket, database)
        found[f"MIGRATION_{prefix}DATABASE_URL"] = _url(place, OWNER, socket, database)
    return found


def _url(place: layout.Layout, role: str, socket: str, database: str) -> str:
    password = secrets.text_secret(place.secrets, f"{role}-password")
    return f"postgres://{role}:{password}@/{database}?host={quote(socket, safe='')}"
