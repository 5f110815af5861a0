"""Copies of databases inside themselves: taken and put back in a moment, as a backup and a restore would."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import connections

from tests.databases import signed_in_as

ALIASES = ("default", "archive", "vault")


def tables(alias: str, schema: str = "public") -> list[str]:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
        return [name for (name,) in cursor.fetchall()]


def take(aliases: Iterable[str] = ALIASES) -> None:
    """Keep all rows of these databases as they are now."""
    with signed_in_as("owner"):
        for alias in aliases:
            with connections[alias].cursor() as cursor:
                cursor.execute("DROP SCHEMA IF EXISTS copy CASCADE; CREATE SCHEMA copy")
                for name in tables(alias):
                    cursor.execute(f'CREATE TABLE copy."{name}" AS TABLE public."{name}"')


def put_back(aliases: Iterable[str] = ALIASES) -> None:
    """Bring these databases back to what was taken, triggers and rights notwithstanding."""
    with signed_in_as("owner"):
        for alias in aliases:
            with connections[alias].cursor() as cursor:
                names = tables(alias, "copy")
                cursor.execute("SET session_replication_role = replica")
                cursor.execute("TRUNCATE " + ", ".join(f'public."{name}"' for name in names))
                for name in names:
                    cursor.execute(f'INSERT INTO public."{name}" SELECT * FROM copy."{name}"')  # noqa: S608
                cursor.execute("SET session_replication_role = DEFAULT; DROP SCHEMA copy CASCADE")


def rows(alias: str, name: str) -> list[str]:
    """All rows of a table as text."""
    with connections[alias].cursor() as cursor:
        cursor.execute(f'SELECT t::text FROM public."{name}" t ORDER BY 1')  # noqa: S608
        return [line for (line,) in cursor.fetchall()]


def everything() -> dict[str, str]:
    """A hash of every table in every database and of every file: two of them differ if one byte does."""
    with signed_in_as("owner"):
        found = {
            f"{alias}.{name}": hashlib.sha256(repr(rows(alias, name)).encode()).hexdigest()
            for alias in ALIASES
            for name in tables(alias)
        }
    for folder in (settings.FILES_DIR, settings.LEDGER_DIR):
        for path in sorted(each for each in Path(folder).rglob("*") if each.is_file()):
            found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found
