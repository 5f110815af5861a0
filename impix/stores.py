"""The three databases: signing in as their owner, and what has not been migrated yet."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.transaction import TransactionManagementError

SIGN_IN = ("HOST", "PORT", "USER", "PASSWORD", "OPTIONS")


@contextmanager
def signed_in_as_owner(aliases: Collection[str] = ()) -> Iterator[None]:
    """This thread's connections (all of them unless `aliases` are named) belong to the owner inside this block.

    The name of the database stays the one that the portal uses: the owner can never migrate another one by mistake.
    """
    with signed_in({alias: _owner(alias) for alias in aliases or connections}):
        yield


@contextmanager
def signed_in(sign_ins: dict[str, dict[str, object]]) -> Iterator[None]:
    """This thread's connections use other credentials inside this block; other threads keep theirs."""
    before = {alias: connections[alias].settings_dict for alias in sign_ins}
    if any(connections[alias].in_atomic_block for alias in sign_ins):
        raise TransactionManagementError("Another role cannot sign in inside a transaction.")
    for alias, credentials in sign_ins.items():
        connections[alias].close()
        connections[alias].settings_dict = {**before[alias], **credentials}
    try:
        yield
    finally:
        for alias, own in before.items():
            connections[alias].close()
            connections[alias].settings_dict = own


def unapplied_migrations(alias: str) -> list[str]:
    """The migrations that the code has and the database has not."""
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return [f"{app}.{name}" for app, name in sorted(_expected_migrations() - applied.keys())]


@cache
def _expected_migrations() -> set[tuple[str, str]]:
    return set(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)


def _owner(alias: str) -> dict[str, object]:
    if alias not in settings.MIGRATION_DATABASES:
        name = settings.MIGRATION_VARIABLES[alias]
        raise ImproperlyConfigured(f"Set {name}: the address with which the owner of the {alias} database signs in.")
    owner = settings.MIGRATION_DATABASES[alias]
    return {"OPTIONS": {}} | {key: owner[key] for key in SIGN_IN if key in owner}
