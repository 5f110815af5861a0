"""The effective version is read anew in every test."""

from collections.abc import Iterator

import pytest

from privacy.cookies.table import forget_disclosed


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    forget_disclosed()
    yield
    forget_disclosed()
