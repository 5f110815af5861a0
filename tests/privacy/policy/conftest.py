"""What one test announces, the next one does not see."""

from collections.abc import Iterator

import pytest

from privacy.policy.announcing import forget_latest


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    forget_latest()
    yield
    forget_latest()
