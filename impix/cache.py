"""The cache: Redis, and a table of PostgreSQL while Redis is away.

It holds the counters of the rate limits. Without the second store, either signing in would stop with Redis or the
limits would.
"""

import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

import redis
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from django.utils.crypto import salted_hmac

SECONDS_BEFORE_TRYING_AGAIN = 5
AWAY = (redis.ConnectionError, redis.TimeoutError)


class JSONSerializer:
    """Values as JSON: who can write to Redis must not be able to make us unpickle."""

    def dumps(self, value: Any) -> bytes:
        """The stored form."""
        return json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        """The value again."""
        return json.loads(data)


class HiddenKeys:
    """Entries lie under a keyed hash: allauth's names hold addresses of visitors, which must not be read in a store."""

    def make_key(self, key: str, version: int | None = None) -> str:
        """The name under which an entry lies."""
        hidden = salted_hmac("impix.cache", key, algorithm="sha256").hexdigest()
        return cast(str, super().make_key(hidden, version))  # type: ignore[misc]


class TableCache(HiddenKeys, DatabaseCache):
    """Django's cache in a table."""


def _or_table(name: str) -> Callable[..., Any]:
    ask_redis = getattr(RedisCache, name)

    @wraps(ask_redis)
    def method(self: "FallbackCache", *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self.away_until:
            try:
                return ask_redis(self, *args, **kwargs)
            except AWAY:
                # A host that swallows packets costs a second each time; do not pay it on every call.
                self.away_until = time.monotonic() + SECONDS_BEFORE_TRYING_AGAIN
        return getattr(caches["table"], name)(*args, **kwargs)

    return method


class FallbackCache(HiddenKeys, RedisCache):
    """Django's Redis cache whose every operation falls back to the cache named `table`."""

    away_until = 0.0

    add = _or_table("add")
    get = _or_table("get")
    set = _or_table("set")
    touch = _or_table("touch")
    delete = _or_table("delete")
    get_many = _or_table("get_many")
    has_key = _or_table("has_key")
    incr = _or_table("incr")
    set_many = _or_table("set_many")
    delete_many = _or_table("delete_many")
    clear = _or_table("clear")
