"""What a load balancer asks: whether this process lives, and whether it can serve."""

from functools import cache

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from impix.stores import unapplied_migrations
from privacy.destruction.ledger import older_copies


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing else, so that a broken database restarts no web server."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The three databases answer, are migrated and no older than the ledger. Losing Redis only degrades the portal."""
    databases = {alias: _database(alias) for alias in connections}
    if set(databases.values()) == {"ok"}:
        databases |= dict.fromkeys(older_copies(), "restored: run replay_ledger")
    ready = set(databases.values()) == {"ok"}
    return JsonResponse({"ready": ready, "databases": databases, "redis": _redis()}, status=200 if ready else 503)


def _database(alias: str) -> str:
    try:
        return "not migrated" if unapplied_migrations(alias) else "ok"
    except (DatabaseError, InterfaceError):
        return "unreachable"


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)


def _redis() -> str:
    try:
        _client().ping()
    except redis.RedisError:
        return "away"
    return "ok"
