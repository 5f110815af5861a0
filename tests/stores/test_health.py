"""/healthz tells that the process lives; /readyz whether it can serve."""

import pytest
from django.db import connection
from django.test import Client, override_settings

from impix import health
from impix.stores import signed_in
from privacy.destruction import ledger
from privacy.vault.models import LedgerMark
from tests.databases import signed_in_as

NOBODY_LISTENS = {"HOST": "127.0.0.1", "PORT": "1"}


@pytest.fixture(autouse=True)
def _own_redis_client() -> None:
    health._client.cache_clear()


def test_the_process_answers_without_any_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


def test_ready_when_all_databases_are_there_and_migrated(committed_db: None, client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["ready"] is True
    assert response.json()["databases"] == {"default": "ok", "archive": "ok", "vault": "ok"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("alias", ["default", "archive", "vault"])
def test_not_ready_when_a_database_cannot_be_reached(committed_db: None, client: Client, alias: str) -> None:
    with signed_in({alias: dict(NOBODY_LISTENS)}):
        response = client.get("/readyz")
        alive = client.get("/healthz")
    assert (response.status_code, response.json()["ready"], alive.status_code) == (503, False, 200)
    assert response.json()["databases"][alias] == "unreachable"
    assert sorted(response.json()["databases"].values()) == ["ok", "ok", "unreachable"]
    assert not {b"127.0.0.1", b"impix_web", b"password"} & set(response.content.split(b'"'))
    assert client.get("/readyz").status_code == 200, "it recovers without a restart"


def test_not_ready_before_a_migration_is_applied(committed_db: None, client: Client) -> None:
    with signed_in_as("owner"), connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET name = 'later' WHERE app = 'members' AND name = '0002_region'")
    try:
        response = client.get("/readyz")
    finally:
        with signed_in_as("owner"), connection.cursor() as cursor:
            cursor.execute("UPDATE django_migrations SET name = '0002_region' WHERE name = 'later'")
    assert (response.status_code, response.json()["databases"]["default"]) == (503, "not migrated")


@override_settings(REDIS_URL="unix:///nowhere/valkey.sock")
def test_without_redis_it_is_still_ready(committed_db: None, client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()["redis"]) == (200, "away")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_read_and_has_no_language(committed_db: None, client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
    assert client.get(f"/en{path}").status_code == 404


def test_not_ready_when_a_database_is_older_than_the_ledger(committed_db: None, client: Client) -> None:
    ledger.append("test", {})
    assert client.get("/readyz").status_code == 200
    with signed_in_as("owner"):
        LedgerMark.objects.all().delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "replay_ledger" in response.json()["databases"]["vault"]
