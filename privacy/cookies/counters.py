"""Counters of one day in Redis: how many, and of how many, without who. They expire the night after.

Different visitors are counted by HyperLogLog: a sketch of hashes from which nobody can be read back. When Redis is away
nothing is counted and nothing waits; when it is lost, one day's figures are (rule 9).
"""

import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any, TypeVar

import redis
from django.conf import settings
from django.utils.crypto import salted_hmac
from redis.backoff import NoBackoff
from redis.retry import Retry

from privacy.clocks import end_of_day

Result = TypeVar("Result")

SECONDS_BEFORE_TRYING_AGAIN = 5
AFTER_THE_DAY = timedelta(hours=3)
MOST_TERMS = 10_000
# Whoever invents visitors from one address cannot make a term popular: 20 are needed.
NEW_VISITORS_PER_ADDRESS = 10


class _Absence:
    until = 0.0


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=0.5,
        socket_timeout=0.5,
        decode_responses=True,
        retry=Retry(NoBackoff(), 1),
    )


def _or(default: Result, ask: Callable[[Any], Result]) -> Result:
    """What Redis answers; the default while it is away, without asking again for some seconds."""
    if time.monotonic() < _Absence.until:
        return default
    try:
        return ask(_client())
    except redis.RedisError:
        _Absence.until = time.monotonic() + SECONDS_BEFORE_TRYING_AGAIN
        return default


def try_again() -> None:
    """Forget that Redis was away."""
    _Absence.until = 0.0


def admit(day: date, origin: str) -> bool:
    """Whether one more new visitor from this address is believed today; the address itself is not kept."""
    key = _key(day, "new", salted_hmac("privacy.cookies.counters", f"{day} {origin}").hexdigest()[:16])

    def ask(client: Any) -> bool:
        count, _set = client.pipeline().incr(key).expireat(key, _end(day)).execute()
        return int(count) <= NEW_VISITORS_PER_ADDRESS

    return _or(False, ask)


def add_visit(day: date, service: str, visitor: str) -> None:
    """One page of a service was opened."""
    visits, visitors = _key(day, "visits"), _key(day, "visitors", service)

    def ask(client: Any) -> None:
        pipe = client.pipeline().hincrby(visits, service, 1).pfadd(visitors, visitor)
        pipe.expireat(visits, _end(day)).expireat(visitors, _end(day)).execute()

    _or(None, ask)


def add_search(day: date, term: str, visitor: str) -> None:
    """A term was searched for; it waits here, for the day, until enough different visitors did."""
    terms, visitors = _key(day, "terms"), _key(day, "term", term)

    def ask(client: Any) -> None:
        if client.scard(terms) < MOST_TERMS or client.sismember(terms, term):
            pipe = client.pipeline().sadd(terms, term).pfadd(visitors, visitor)
            pipe.expireat(terms, _end(day)).expireat(visitors, _end(day)).execute()

    _or(None, ask)


def visits(day: date) -> dict[str, tuple[int, int]]:
    """By service, how many visits and how many visitors there were."""

    def ask(client: Any) -> dict[str, tuple[int, int]]:
        hits = client.hgetall(_key(day, "visits"))
        return {name: (int(hit), int(client.pfcount(_key(day, "visitors", name)))) for name, hit in hits.items()}

    return _or({}, ask)


def terms(day: date, fewest: int) -> dict[str, int]:
    """The terms that at least `fewest` different visitors searched for, and how many they were."""

    def ask(client: Any) -> dict[str, int]:
        found = {term: int(client.pfcount(_key(day, "term", term))) for term in client.smembers(_key(day, "terms"))}
        return {term: count for term, count in found.items() if count >= fewest}

    return _or({}, ask)


def _key(day: date, *names: str) -> str:
    return ":".join(("impix-statistics", day.isoformat(), *names))


def _end(day: date) -> int:
    return int((end_of_day(day) + AFTER_THE_DAY).timestamp())
