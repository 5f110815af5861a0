"""Bringing a restored consent ledger back to where it was: what was withdrawn since stays withdrawn (PIPA art. 37)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from privacy.consent.choices import ConsentKind
from privacy.consent.models import ConsentEvent, ConsentText
from privacy.consent.services import project
from privacy.policy.models import PolicyVersion
from privacy.subjects.exceptions import NotProcessing

ENDS = (ConsentKind.WITHDRAWN, ConsentKind.EXPIRED)


def replay(entries: Iterable[Mapping[str, Any]]) -> int:
    """Add the events that this database does not know, and project the lines that changed; how many there were."""
    changed: dict[tuple[UUID, str], int] = {}
    for entry in entries:
        with transaction.atomic():
            if _add(entry):
                line = UUID(entry["subject_id"]), entry["activity"]
                changed[line] = changed.get(line, 0) + 1
                _project(*line)
    return sum(changed.values())


def _add(entry: Mapping[str, Any]) -> bool:
    """An end is added to every line that is known; anything else only where it follows, with its text, what is there.

    So a gap can only ever leave less consent than there was, never more.
    """
    event = ConsentEvent(**{name: _value(name, value) for name, value in entry.items()})
    line = ConsentEvent.objects.line(subject=event.subject_id, activity=event.activity, recipient=event.recipient)
    latest = line.first()
    if latest is None or latest.seq >= event.seq:
        return False
    if event.kind in ENDS:
        event.version_id, event.text_id = latest.version_id, latest.text_id
    elif not _follows(event, latest):
        return False
    event.save(force_insert=True)
    return True


def _follows(event: ConsentEvent, latest: ConsentEvent) -> bool:
    known = ConsentText.objects.filter(pk=event.text_id), PolicyVersion.objects.filter(pk=event.version_id)
    return event.seq == latest.seq + 1 and all(found.exists() for found in known)


def _value(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name == "at" else value


def _project(subject_id: UUID, activity: str) -> None:
    try:
        with transaction.atomic():
            project(subject_id=subject_id, activity=activity)
    except NotProcessing:  # Destroyed, or left, since then.
        return
