"""Sessions in the database, their content encrypted: during joining and enrolment they hold codes and secrets."""

import json
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from members.application_key import SealBroken, seal, unseal


class SessionStore(DatabaseStore):
    """Django's database sessions under the application key; an unreadable one counts as empty."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """The content as it is stored."""
        return seal(json.dumps(session_dict, separators=(",", ":")), purpose="session")

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """The content of a stored session."""
        try:
            text = session_data.decode() if isinstance(session_data, bytes) else session_data
            content: dict[str, Any] = json.loads(unseal(text, purpose="session"))
        except SealBroken:
            return {}
        return content
