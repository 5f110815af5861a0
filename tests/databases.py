"""Test databases are made by the owner; the tests then sign in as the web role, so that a missing grant fails them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import setup_databases, teardown_databases
from pytest_django import DjangoDbBlocker


@contextmanager
def signed_in_as_owner() -> Iterator[None]:
    """Every connection belongs to the owner inside this block."""
    web = {alias: dict(connections[alias].settings_dict) for alias in connections}
    for alias in connections:
        connections[alias].close()
        owner = settings.MIGRATION_DATABASES[alias]
        connections[alias].settings_dict.update(USER=owner["USER"], PASSWORD=owner["PASSWORD"])
    try:
        yield
    finally:
        for alias in connections:
            connections[alias].close()
            connections[alias].settings_dict.update(USER=web[alias]["USER"], PASSWORD=web[alias]["PASSWORD"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Create the three databases as the owner, and drop them as the owner."""
    with django_db_blocker.unblock(), signed_in_as_owner():
        old = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock(), signed_in_as_owner():
        teardown_databases(old, verbosity=0)
