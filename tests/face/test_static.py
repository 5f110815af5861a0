"""What production serves: every static file under a name that changes with its content."""

from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db


@pytest.mark.django_db
def test_every_page_finds_its_files_in_the_manifest(tmp_path: Path, settings: Settings, client: Client) -> None:
    settings.STATIC_ROOT = tmp_path
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": backend}}
    call_command("collectstatic", interactive=False, verbosity=0)
    text = client.get("/").content.decode()
    assert storages["staticfiles"].url("impix/portal.css") in text
    assert "/static/impix/portal.css" not in text
    assert (tmp_path / "impix/portal.css.gz").exists()
