"""Values of other people leave through `provide()` alone: no app above the engine opens rows by another door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ABOVE = ("recruitment", "corporate", "resumes", "members")
# Behind `provide()` and, at the desk, `PersonalAdmin`; both write the access row first.
INNER_DOORS = {"disclose", "open_rows", "open_record", "current_keyring", "new_keyring", "load_keys", "unseal"}
# What is sealed under the application's own key, not under a person's: letters, secrets of second factors.
OWN_KEY = {"members/outbox.py", "members/adapters.py"}


def used(source: str) -> Iterator[str]:
    """Every name that a module imports or calls as an attribute."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Attribute):
            yield node.attr


def modules() -> list[Path]:
    return [path for app in ABOVE for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def test_no_app_opens_rows_by_an_inner_door() -> None:
    found = {str(path.relative_to(ROOT)): INNER_DOORS.intersection(used(path.read_text("utf-8"))) for path in modules()}
    assert {path: names for path, names in found.items() if names and path not in OWN_KEY} == {}


def test_a_companys_pages_never_open_as_the_person_herself() -> None:
    company_side = [path for path in modules() if path.name in ("company_views.py", "ended_views.py")]
    assert {path.name for path in company_side} == {"company_views.py", "ended_views.py"}
    assert [path.name for path in company_side if "open_own" in set(used(path.read_text("utf-8")))] == []


@pytest.mark.parametrize("line", ["from privacy.audit.services import disclose", "audit.disclose([])"])
def test_the_search_itself_notices(line: str) -> None:
    assert INNER_DOORS.intersection(used(line))
