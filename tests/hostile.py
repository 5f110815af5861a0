"""Makes the suite hostile to habits that work by luck: unordered results, the network, late queries in loops."""

import random
import socket
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db.models.query import ModelIterable, QuerySet
from zeal import zeal_context

from privacy.cookies import middleware

_in_order = ModelIterable.__iter__
_connect = socket.socket.connect


def _shuffled_when_unordered(self: "ModelIterable[Any]") -> Iterator[Any]:
    rows = list(_in_order(self))
    queryset: QuerySet[Any] = self.queryset
    if not queryset.ordered and not queryset.query.is_sliced and len(rows) > 1:
        random.shuffle(rows)
    return iter(rows)


def _loopback_only(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise AssertionError(f"The portal and its tests talk to nobody outside this machine, but tried {address[0]}.")
    _connect(self, address)


@pytest.fixture(autouse=True)
def _unordered_means_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ModelIterable, "__iter__", _shuffled_when_unordered)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _loopback_only)


@pytest.fixture(autouse=True)
def _one_query_per_row_raises() -> Iterator[None]:
    with zeal_context():
        yield


@pytest.fixture(autouse=True)
def _counters_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Redis that outlives a test would carry its rate limits into the next one."""
    prefix = uuid4().hex
    monkeypatch.setitem(settings.CACHES["default"], "KEY_PREFIX", prefix)
    monkeypatch.setattr(caches["default"], "key_prefix", prefix)


@pytest.fixture(autouse=True)
def refused_cookies(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """No page tries to set a cookie that is undeclared or not allowed; a test that wants one clears the list."""
    refused: list[str] = []

    def note(event: str, *, cookie: str, fault: str) -> None:
        refused.append(f"{cookie}: {fault}")

    monkeypatch.setattr(middleware.log, "error", note, raising=False)
    yield refused
    assert refused == []
