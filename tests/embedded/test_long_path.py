"""A clone may lie where a unix socket cannot, under a name that an address must quote."""

from collections.abc import Iterator

import pytest

from impix.embedded.layout import TESTS
from tests.embedded.clones import Clone, free_port
from tests.embedded.test_portal import PING


@pytest.fixture
def far_away() -> Iterator[Clone]:
    top = TESTS.root / "clones" / "아주 먼 곳 %41"
    clone = Clone(top / ("x" * 60) / ("y" * 60))
    yield clone
    clone.remove()


def test_it_works(far_away: Clone) -> None:
    with far_away.portal(free_port()):
        assert far_away.run("migrate", "--check").returncode == 0
        assert "a worker answers" in far_away.run("shell", "-c", PING).stdout
