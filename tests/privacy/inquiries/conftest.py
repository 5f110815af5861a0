"""Inquiries are in version 2 of the policy only: these tests run as the demonstration does."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _open(settings: Settings) -> None:
    settings.UNDISCLOSED_ACTIVITIES = ["inquiries"]
