"""Starts the test cluster before the first connection and stops it after the last; see tests/conftest.py."""

from contextlib import ExitStack

import pytest
from django.conf import settings

from impix.embedded import layout, lock
from impix.embedded.exceptions import EmbeddedError, in_plain_words
from impix.embedded.postgres import Cluster

_cluster = Cluster(layout.TESTS, durable=False)
_lock = ExitStack()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Start PostgreSQL, unless the suite runs on external servers."""
    if not settings.EMBEDDED:
        return
    try:
        with in_plain_words():
            _lock.enter_context(lock.held(layout.TESTS.run / "lock", "The test suite"))
            _cluster.start()
    except EmbeddedError as error:
        raise pytest.UsageError(str(error)) from error


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    _cluster.stop()
    _lock.close()
