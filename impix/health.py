"""What a load balancer asks: whether this process lives, and whether it can serve."""

from functools import cache

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from impix import consumption
from impix.gate import Gate
from impix.stores import unapplied_migrations


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing else, so that a broken database restarts no web server."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The three databases answer, are migrated and no older than the ledger, which is whole.

    Losing Redis or the workers only degrades the portal.
    """
    databases = {alias: _database(alias) for alias in connections}
    notes = "not asked"
    if set(databases.values()) == {"ok"}:
        gate = _gate()
        gate.look()
        databases |= dict.fromkeys(gate.older, "restored: run replay_ledger")
        notes = gate.broken or "ok"
    ready = {*databases.values(), notes} == {"ok"}
    found = {"ready": ready, "databases": databases, "ledger": notes, "redis": _redis()}
    found["worker"] = _worker() if databases["default"] == "ok" else "not asked"
    return JsonResponse(found, status=200 if ready else 503)


def _database(alias: str) -> str:
    try:
        return "not migrated" if unapplied_migrations(alias) else "ok"
    except (DatabaseError, InterfaceError):
        return "unreachable"


def _worker() -> str:
    return "silent" if consumption.is_silent() else "ok"


@cache
def _gate() -> Gate:
    return Gate()


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)


def _redis() -> str:
    try:
        _client().ping()
    except redis.RedisError:
        return "away"
    return "ok"
