"""The suite runs on an embedded PostgreSQL of its own unless DATABASE_URL names another."""

import os
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.utils import translation

from impix.embedded import environment

environment.enter("test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "impix.settings")
settings.INSTALLED_APPS.append("tests.sealed_app")  # Personal models of the tests' own.
settings.SILENCED_SYSTEM_CHECKS = ["privacy.policy.E001"]  # No policy discloses what only the tests have.
django.setup()
# Tests read static files from where they lie; tests/face collects them with the portal's own storage.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)

pytest_plugins = ["impix.embedded.pytest_plugin", "tests.databases", "tests.hostile", "tests.chromium", "tests.redis"]


@pytest.fixture(autouse=True)
def _in_korean() -> Iterator[None]:
    """A request for an English page leaves its language active; every test begins in the portal's own."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
