"""A world with committed rows, its own ledger, files and archive key."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from privacy.destruction import turn
from tests.databases import signed_in_as


@pytest.fixture
def stores(committed_db: None, settings: Settings, tmp_path: Path) -> Path:
    """Ledger, files and the archive's key in a folder of this test; nothing is in any database."""
    keys = tmp_path / "archive-keys"
    keys.mkdir()
    (keys / "0001.key").write_bytes(bytes(32))
    settings.ARCHIVE_KEY_DIR = keys
    settings.LEDGER_DIR, settings.FILES_DIR = tmp_path / "ledger", tmp_path / "files"
    settings.DESTRUCTION_COOLING_HOURS = 0
    return tmp_path


@pytest.fixture
def worker(stores: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The worker's rights, and leases that end with the step they were taken for."""
    monkeypatch.setattr(turn, "LEASE", turn.LEASE * 0)
    with signed_in_as("worker"):
        yield
