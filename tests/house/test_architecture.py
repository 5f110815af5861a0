"""The shape of the code base: what no linter says."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ["impix", "members", "corporate", "resumes", "recruitment", "privacy"]
TOP_LEVEL = {
    *PACKAGES, "templates", "tests", "docs", "manage.py", "pyproject.toml", "README.md", "requirements.lock", "LICENSE",
}  # fmt: skip
MAX_FILE_LINES, MAX_FUNCTION_LINES = 300, 40
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "common.py", "misc.py", "core.py", "signals.py"}


def tracked(pattern: str = "") -> list[Path]:
    """Files that git knows or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *([pattern] if pattern else [])]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def sources() -> list[Path]:
    """Hand-written Python, tests included, migrations not."""
    return [path for path in tracked("*.py") if "migrations" not in path.parts]


def too_long_functions(source: str) -> list[str]:
    """Functions longer than the house allows, decorators not counted."""
    functions = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    sizes = ((node.name, (node.end_lineno or 0) - node.lineno + 1) for node in functions)
    return [f"{name}: {size}" for name, size in sizes if size > MAX_FUNCTION_LINES]


def test_the_top_level_is_as_designed() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL


def test_files_and_functions_stay_short() -> None:
    long_files = [str(p) for p in sources() if len(p.read_text(encoding="utf-8").splitlines()) > MAX_FILE_LINES]
    long_functions = [f"{p}: {name}" for p in sources() for name in too_long_functions(p.read_text(encoding="utf-8"))]
    assert (long_files, long_functions) == ([], [])
    assert too_long_functions("def f():\n" + "    pass\n" * MAX_FUNCTION_LINES), "the measure itself must notice"


def test_modules_are_named_after_their_subject() -> None:
    assert [str(path) for path in sources() if path.name in FORBIDDEN_NAMES] == []


def test_migrations_are_named() -> None:
    assert [str(path) for path in tracked("*/migrations/*.py") if "_auto_" in path.name] == []


@pytest.mark.parametrize(
    ("pattern", "meaning"),
    [
        (r"(?<![\w.])/(?:work|farm)/", "a path of one machine"),
        (r"\.\./shared", "files that lie beside the project"),
        (r"\b(?:TODO|FIXME|XXX)\b", "unfinished work"),
    ],
)
def test_no_source_mentions(pattern: str, meaning: str) -> None:
    here = Path(__file__)
    texts = [path for path in tracked() if path.suffix in {".py", ".html", ".md", ".toml", ".css", ".js", ".sh", ""}]
    own = [path for path in texts if path != here and "vendor" not in path.parts]
    assert [str(p) for p in own if re.search(pattern, p.read_text(encoding="utf-8", errors="replace"))] == [], meaning


def test_import_contracts_hold() -> None:
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout
