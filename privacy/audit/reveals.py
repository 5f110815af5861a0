"""Which values of which rows a session may see in full, and until when (ten minutes from a stated reason)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from privacy.audit import services
from privacy.audit.actors import actor_of
from privacy.audit.choices import Action

LASTS = timedelta(minutes=10)
SESSION_KEY = "privacy.audit.reveals"


def grant(request: HttpRequest, row: models.Model, *, names: list[str], reason: str) -> None:
    """Log the reason, then let this session see the named values of the row for ten minutes."""
    access = services.access_to(row, names)
    [number] = services.record(
        by=actor_of(request),
        action=Action.REVEAL,
        subjects=[access.subject_id] if access.subject_id else [],
        items=access.items,
        reason=reason,
    )
    until = timezone.now() + LASTS
    running = {key: entry for key, entry in _entries(request).items() if _is_running(entry)}
    running[_key(row)] = {"names": names, "until": until.isoformat(), "access": number}
    request.session[SESSION_KEY] = running


def fields_of(request: HttpRequest, row: models.Model | None) -> frozenset[str]:
    """The fields of the row that may be shown in full now."""
    entry = _entries(request).get(_key(row)) if row else None
    return frozenset(entry["names"]) if entry and _is_running(entry) else frozenset()


def reason(request: HttpRequest, row: models.Model) -> str:
    """Points to the access row that holds the stated reason; empty when nothing is shown in full."""
    return f"under access {_entries(request)[_key(row)]['access']}" if fields_of(request, row) else ""


def _entries(request: HttpRequest) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = request.session.get(SESSION_KEY, {})
    return found


def _key(row: models.Model) -> str:
    return f"{row._meta.label_lower}:{row.pk}"


def _is_running(entry: dict[str, Any]) -> bool:
    return timezone.now() < datetime.fromisoformat(entry["until"])
