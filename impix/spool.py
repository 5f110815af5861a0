"""Mail in embedded mode: one file per letter, to be read at /mail/."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Letter
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.utils import timezone


class SpoolBackend(BaseEmailBackend):
    """Writes each letter to MAIL_DIR; the name sorts by time."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store the letters and give their number."""
        settings.MAIL_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            path = settings.MAIL_DIR / f"{timezone.now():%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}.eml"
            part = path.with_suffix(".part")
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(message.message().as_bytes())
            part.rename(path)
        return len(email_messages)


def newest_letters(limit: int = 50) -> list[dict[str, str | datetime]]:
    """The latest letters in the spool, newest first."""
    paths = sorted(settings.MAIL_DIR.glob("*.eml"), reverse=True)[:limit]
    return [_shown(path) for path in paths]


def _shown(path: Path) -> dict[str, str | datetime]:
    letter = message_from_bytes(path.read_bytes(), _class=Letter, policy=policy.default)
    body = letter.get_body(("plain",))
    written = datetime.strptime(path.name.split("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    return {
        "to": str(letter["To"]),
        "subject": str(letter["Subject"]),
        "text": body.get_content() if body else "",
        "written": written,
    }
