"""Test databases are made and emptied by the owner; tests sign in as the web role, so that a missing grant fails them.

`@pytest.mark.worker_role` runs a test as the worker. `signed_in_as("worker")` switches inside a test that commits.
"""

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import environ
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.test import TransactionTestCase
from django.test.utils import override_settings, setup_databases, teardown_databases
from pytest_django import DjangoDbBlocker, Settings

from impix.gate import gate
from impix.stores import signed_in, signed_in_as_owner
from privacy.declarations import Reference
from privacy.registry import registry


@contextmanager
def signed_in_as(kind: str) -> Iterator[None]:
    """Sign in as "owner", "web" or "worker". Closes the connections: not for use inside a transaction."""
    if kind == "owner":
        with signed_in_as_owner():
            yield
        return
    archive = os.environ["WORKER_ARCHIVE_KEY_DIR"] if kind == "worker" else None
    with (
        signed_in({alias: _credentials(kind) for alias in connections}),
        override_settings(ARCHIVE_KEY_DIR=archive),
    ):
        yield


def _credentials(kind: str) -> dict[str, object]:
    """The same variables on embedded and on external servers."""
    url = os.environ["DATABASE_URL" if kind == "web" else "WORKER_DATABASE_URL"]
    parsed = environ.Env.db_url_config(url)
    return {"USER": parsed["USER"], "PASSWORD": parsed["PASSWORD"]}


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Create the three databases as the owner, with grants and reference data; every test may use all of them."""
    with pytest.MonkeyPatch.context() as patch:
        # The suite's data are those of an embedded portal, also where it runs on external servers.
        patch.setattr(settings, "EMBEDDED", True)
        # Looked at by the tests of the gate only: anywhere else a look would be counted among a page's queries.
        patch.setattr(gate, "_next", math.inf)
        patch.setattr(TransactionTestCase, "databases", "__all__")
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: empty_databases())
        with django_db_blocker.unblock(), signed_in_as_owner():
            old = setup_databases(verbosity=0, interactive=False)
            call_command("load_reference_data", verbosity=0)
            call_command("load_policy", verbosity=0)
        yield
        with django_db_blocker.unblock(), signed_in_as_owner():
            teardown_databases(old, verbosity=0)


@pytest.fixture
def committed_db(transactional_db: None, settings: Settings, tmp_path: Path) -> None:
    """All stores, with transactions that really commit; emptied afterwards except for reference data."""
    settings.LEDGER_DIR, settings.FILES_DIR = tmp_path / "ledger", tmp_path / "files"


def empty_databases() -> None:
    """Truncate, as the owner, every table that is not declared `Reference`."""
    kept = {apps.get_model(d.model)._meta.db_table for d in registry() if isinstance(d, Reference)}
    with signed_in_as_owner():
        for alias in connections:
            _truncate(alias, kept | {"django_migrations"})


def _truncate(alias: str, kept: set[str]) -> None:
    quote = connections[alias].ops.quote_name
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(
            """SELECT relname, EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgtype & 32 <> 0)
                 FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"""
        )
        tables = {name: guarded for name, guarded in cursor.fetchall() if name not in kept}
        guarded = [quote(name) for name, is_guarded in tables.items() if is_guarded]
        for name in guarded:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        if tables:
            # Without CASCADE: a reference table that points to a truncated one is a fault to be told.
            cursor.execute(f"TRUNCATE {', '.join(map(quote, tables))} RESTART IDENTITY")
        for name in guarded:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "worker_role: the test signs in to the databases as the worker")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    """Sign in as the worker before the fixtures of a `worker_role` test open their transactions."""
    if item.get_closest_marker("worker_role"):
        with signed_in_as("worker"):
            return (yield)
    return (yield)
