"""The embedded PostgreSQL must understand Korean, whatever the locale of the machine is."""

from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings

SCRATCH = "impix_korean_text"


@pytest.fixture
def scratch() -> Iterator[psycopg.Connection]:
    """A database that pg_trgm can be installed in, as its owner."""
    owner = settings.MIGRATION_DATABASES["default"]
    named = {"host": owner["HOST"], "port": owner["PORT"], "user": owner["USER"], "password": owner["PASSWORD"]}
    address = {name: value for name, value in named.items() if value} | owner.get("OPTIONS", {})
    with psycopg.connect(**address, dbname="postgres", autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {SCRATCH}")
        server.execute(f"CREATE DATABASE {SCRATCH}")
        with psycopg.connect(**address, dbname=SCRATCH, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION pg_trgm")
            yield connection
        server.execute(f"DROP DATABASE {SCRATCH}")


def test_hangul_is_text(scratch: psycopg.Connection) -> None:
    assert scratch.execute("SELECT '한' ~ '[[:alpha:]]', '가' < '나'").fetchone() == (True, True)


def test_similar_korean_titles_are_found(scratch: psycopg.Connection) -> None:
    found = scratch.execute("SELECT similarity('백엔드 개발자', '백엔드 개발')").fetchone()
    assert found is not None
    assert found[0] > 0.5
