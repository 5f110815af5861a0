"""Clones for the tests of the two commands."""

from collections.abc import Iterator

import pytest

from impix.embedded.layout import TESTS
from tests.embedded.clones import Clone


@pytest.fixture(scope="module")
def clone(request: pytest.FixtureRequest) -> Iterator[Clone]:
    """A clone that the tests of one module share; they run in their order."""
    # Not in pytest's own folder, which the servers' account cannot enter.
    made = Clone(TESTS.root / "clones" / request.module.__name__.rpartition(".")[2])
    yield made
    made.remove()
