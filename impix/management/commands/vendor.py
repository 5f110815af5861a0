"""Third-party front-end files, copied out of npm packages."""

import base64
import hashlib
import json
import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

ROOT = Path(__file__).resolve().parents[3]
VENDOR = ROOT / "impix/static/vendor"
TEST_FILES = ROOT / "tests/browser"
SUBSETS = "dist/web/variable"

# package: (files or folders inside the package -> name in our folder)
PACKAGES = {
    "bootstrap": {
        "dist/css/bootstrap-reboot.min.css": "bootstrap-reboot.min.css",
        "dist/css/bootstrap-grid.min.css": "bootstrap-grid.min.css",
        "dist/css/bootstrap-utilities.min.css": "bootstrap-utilities.min.css",
        "LICENSE": "LICENSE",
    },
    "htmx.org": {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"},
    "pretendard": {
        f"{SUBSETS}/pretendardvariable-dynamic-subset.css": "pretendard.css",
        f"{SUBSETS}/woff2-dynamic-subset": "woff2-dynamic-subset",
        "dist/LICENSE.txt": "LICENSE",
    },
}
FOR_TESTS = {"axe-core": {"axe.min.js": "axe.min.js", "LICENSE": "axe.LICENSE"}}


def sha384(path: Path) -> str:
    """The digest as browsers write it in `integrity`."""
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def copy(package: Path, files: dict[str, str], target: Path) -> None:
    """Copy the named files; source map comments go, because the maps stay behind."""
    target.mkdir(parents=True, exist_ok=True)
    for source, name in files.items():
        if (package / source).is_dir():
            shutil.copytree(package / source, target / name, dirs_exist_ok=True)
        else:
            lines = (package / source).read_text(encoding="utf-8").splitlines()
            kept = [line.rstrip() for line in lines if "sourceMappingURL=" not in line]
            (target / name).write_text("\n".join(kept).rstrip() + "\n", encoding="utf-8")


def entry(package: Path, folder: Path, names: list[Path]) -> dict[str, object]:
    """One package's line in vendor.json."""
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    return {
        "name": about["name"],
        "version": about["version"],
        "licence": about["license"],
        "folder": folder.relative_to(ROOT).as_posix(),
        "files": {path.relative_to(folder).as_posix(): sha384(path) for path in sorted(names)},
    }


class Command(BaseCommand):
    """Replaces impix/static/vendor and vendor.json by what a `node_modules` folder holds.

    Only for updating: `npm install bootstrap@… htmx.org@… pretendard@… axe-core@…` somewhere outside this repository
    first. Neither the portal nor its tests need Node.
    """

    help = "Copies the third-party front-end files out of a node_modules folder and writes vendor.json."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where npm put the packages."""
        parser.add_argument("node_modules", type=Path)

    def handle(self, *args: Any, node_modules: Path, **options: Any) -> None:
        """Replace what is there."""
        shutil.rmtree(VENDOR, ignore_errors=True)
        found = []
        for name, files in PACKAGES.items():
            version = json.loads((node_modules / name / "package.json").read_text(encoding="utf-8"))["version"]
            folder = VENDOR / f"{name.removesuffix('.org')}-{version}"
            copy(node_modules / name, files, folder)
            found.append(entry(node_modules / name, folder, [path for path in folder.rglob("*") if path.is_file()]))
        for name, files in FOR_TESTS.items():
            copy(node_modules / name, files, TEST_FILES)
            found.append(entry(node_modules / name, TEST_FILES, [TEST_FILES / target for target in files.values()]))
        (VENDOR / "vendor.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
