"""What lies in the outbox."""

import re

from members.models import OutgoingMail
from members.outbox import open_letter


def letters(to: str | None = None) -> list[dict[str, str]]:
    """Waiting letters, oldest first, with their kind and language."""
    rows = OutgoingMail.objects.order_by("created_at")
    opened = [{**open_letter(row), "kind": row.kind, "language": row.language} for row in rows]
    return [letter for letter in opened if to in (None, letter["to"])]


def code_in(letter: dict[str, str]) -> str:
    """The code that a letter brings."""
    found = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", letter["text"], re.MULTILINE)
    assert found, letter["text"]
    return found.group()
