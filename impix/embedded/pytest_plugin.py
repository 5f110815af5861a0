"""Starts the test cluster before the first connection and stops it after the last; see tests/conftest.py."""

import pytest
from django.conf import settings

from impix.embedded import layout
from impix.embedded.postgres import Cluster

_cluster = Cluster(layout.TESTS, durable=False)


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL, unless the suite runs on external servers."""
    if settings.EMBEDDED:
        _cluster.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    _cluster.stop()
