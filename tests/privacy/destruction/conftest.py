"""Stores that are really written to, and the worker's rights."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from privacy.destruction import turn
from tests.databases import signed_in_as


@pytest.fixture
def stores(committed_db: None, settings: Settings, tmp_path: Path) -> Path:
    """The folder of this test's ledger and files; nothing is in any database."""
    settings.DESTRUCTION_COOLING_HOURS = 0
    return tmp_path


@pytest.fixture
def worker(stores: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The worker's rights, and leases that end with the step they were taken for."""
    monkeypatch.setattr(turn, "LEASE", turn.LEASE * 0)
    with signed_in_as("worker"):
        yield
