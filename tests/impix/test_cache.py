"""Limits with Redis, without it, and while it goes away."""

import os
import time

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from impix.embedded.environment import MARKER
from impix.embedded.supervisor import Child
from tests.members.people import PASSWORD, make_member

pytestmark = pytest.mark.django_db


def test_values_live_in_redis_while_it_is_there(redis_server: Child | None) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        caches["default"].set("counter", [1.5, 2.5], 60)
        assert caches["default"].get("counter") == [1.5, 2.5]
        assert caches["default"].add("counter", 1) is False
    assert len(queries) == 0


def test_what_lies_in_redis_is_no_pickle(redis_server: Child | None) -> None:
    cache = caches["default"]
    cache.set("counter", [1.5], 60)
    client = cache._cache.get_client("counter")  # type: ignore[attr-defined]
    assert client.get(cache.make_key("counter")) == b"[1.5]"


def test_signing_in_and_its_limit_survive_the_death_of_redis(redis_server: Child | None, client: Client) -> None:
    if redis_server is None:
        pytest.skip("only our own server may be killed")
    make_member("seeker1")
    form = {"login": "seeker1", "password": PASSWORD}
    assert client.post("/login/", form).status_code == 302
    redis_server.process.kill()
    redis_server.process.wait()
    assert client.get("/me/").status_code == 200
    assert Client().post("/login/", form).status_code == 302
    answers = [Client().post("/login/", {**form, "password": "wrong"}).status_code for _ in range(5)]
    assert answers == [422] * 5
    assert Client().post("/login/", form).status_code == 422, "the sixth try is refused, counted in the table"


@pytest.mark.skipif(MARKER not in os.environ, reason="the external Redis is there")
def test_a_missing_redis_is_not_asked_every_time() -> None:
    cache = caches["default"]
    cache.away_until = 0  # type: ignore[attr-defined]
    cache.get("anything")
    assert cache.away_until > time.monotonic() + 3  # type: ignore[attr-defined]
