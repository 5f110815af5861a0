"""Each import contract is shown to break on the import that it forbids."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.test_architecture import PACKAGES, ROOT


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code without its data, where a forbidden import can be written down."""
    folder = tmp_path_factory.mktemp("contracts")
    for package in PACKAGES:
        if (ROOT / package).is_dir():
            ignored = shutil.ignore_patterns("static", "locale", "data", "__pycache__")
            shutil.copytree(ROOT / package, folder / package, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(folder: Path) -> str:
    """What import-linter says about the copy."""
    program = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(
        [program, "--no-cache"], cwd=folder, capture_output=True, text=True, env=environment, check=False
    ).stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("privacy/registry.py", "import members.models", "Privacy names no other app"),
        ("resumes/models.py", "import corporate.models", "Apps only look down"),
        ("members/models.py", "import impix.settings", "Apps only look down"),
        ("privacy/vault/models.py", "import privacy.audit.models", "Inside privacy"),
        ("privacy/helpers.py", "", "Inside privacy"),
        ("members/choices.py", "def late() -> None:\n    import members.models", "Inside an app or room"),
        ("members/services.py", "import celery", "Services never talk to Celery"),
    ],
)
def test_a_forbidden_import_breaks_the_build(copy: Path, module: str, line: str, contract: str) -> None:
    target = copy / module
    before = target.read_text(encoding="utf-8") if target.exists() else None
    target.write_text((before or "") + f"\n{line}\n", encoding="utf-8")
    try:
        output = lint(copy)
    finally:
        target.write_text(before, encoding="utf-8") if before is not None else target.unlink()
    broken = [name for name in output.splitlines() if "BROKEN" in name]
    assert any(contract in name for name in broken), output
