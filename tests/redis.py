"""A real Redis (Valkey) for the tests that need one; the others run as on a day without it."""

import os
from collections.abc import Iterator

import pytest
from django.core.cache import caches

from impix.embedded import layout, valkey
from impix.embedded.environment import MARKER
from impix.embedded.supervisor import Child


@pytest.fixture
def redis_server() -> Iterator[Child | None]:
    """An empty server that a test may kill; with external servers theirs, emptied, and None."""
    server = None
    if MARKER in os.environ:
        server = valkey.start(layout.TESTS)
        valkey.wait(layout.TESTS, server)
    caches["default"].away_until = 0  # type: ignore[attr-defined]
    caches["default"].clear()
    yield server
    if server is not None:
        server.stop()
