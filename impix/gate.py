"""Closed while a database is older than the ledger, or while the ledger is not whole.

Then people are in the databases whom the law wants destroyed (PIPA art. 21): no page is shown and no task is done
before `replay_ledger` has run. Nobody declares a restore; it is found out here, at most a second after it.
"""

import logging
import threading
import time

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from impix.errors import Words, service_unavailable
from impix.middleware import GetResponse
from privacy.destruction import ledger
from privacy.destruction.exceptions import LedgerBroken
from privacy.destruction.wholeness import Wholeness

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 1.0
OPEN = ("/healthz", "/readyz")
RESTORED = Words(
    _("We will be back shortly"),
    _(
        "The portal was restored from a backup and stays closed until everything that was destroyed since then is "
        "destroyed again (replay_ledger)."
    ),
)


class Gate:
    """What one process knows about it."""

    def __init__(self) -> None:
        self._wholeness = Wholeness()
        self._looking = threading.Lock()
        self._next = 0.0
        self.older: list[str] = []
        self.broken = ""

    @property
    def is_closed(self) -> bool:
        """As it was at the last look."""
        return bool(self.older or self.broken)

    def look(self) -> None:
        """Ask ledger and databases now. Raises DatabaseError and InterfaceError; what was known then stays."""
        was = self.is_closed
        try:
            head, broken = self._wholeness.require(), ""
        except LedgerBroken as error:
            head, broken = ledger.head(), str(error)
        # The head first: marks precede their notes, so that none is behind for a moment.
        self.older, self.broken = [alias for alias, mark in ledger.marks().items() if mark < head], broken
        if self.is_closed != was:
            logger.error("portal closed" if self.is_closed else "portal open again")

    def closed(self) -> bool:
        """Whether it is closed; looks if the last look is too old. One thread looks, the others need not wait."""
        if time.monotonic() >= self._next and self._looking.acquire(blocking=not self._next):
            try:
                self.look()
            except (DatabaseError, InterfaceError):  # The page that needs the database says so.
                logger.warning("gate: a database is away")
            finally:
                self._next = time.monotonic() + SECONDS_BETWEEN_LOOKS
                self._looking.release()
        return self.is_closed


gate = Gate()


class GateMiddleware:
    """503 for everything but health; static files are served before it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer instead of the view."""
        if request.path_info in OPEN or not gate.closed():
            return self.get_response(request)
        return service_unavailable(request, RESTORED if gate.older else None)
