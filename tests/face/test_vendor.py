"""What third parties wrote is here as they published it, with its licence."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from impix.management.commands.vendor import VENDOR, sha384

PACKAGES = json.loads((VENDOR / "vendor.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_files_are_as_published(package: dict[str, object]) -> None:
    folder = Path(settings.BASE_DIR, str(package["folder"]))
    files = package["files"]
    assert isinstance(files, dict)
    assert {name: sha384(folder / name) for name in files} == files
    assert any("LICENSE" in name for name in files), "no licence"


def test_nothing_lies_there_unlisted() -> None:
    listed = {Path(settings.BASE_DIR, package["folder"], name) for package in PACKAGES for name in package["files"]}
    there = {path for path in VENDOR.rglob("*") if path.is_file() and path.name != "vendor.json"}
    assert there <= listed


def test_pages_load_the_listed_versions() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (settings.BASE_DIR / "templates").rglob("*.html"))
    for name in ("bootstrap", "htmx", "pretendard"):
        version = next(entry["version"] for entry in PACKAGES if entry["name"].removesuffix(".org") == name)
        assert text.count(f"vendor/{name}-") == text.count(f"vendor/{name}-{version}/") > 0
