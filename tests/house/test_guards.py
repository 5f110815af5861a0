"""No form takes a text that the identifier guard has not seen (rule 37)."""

import ast
import re
from importlib import import_module
from pathlib import Path

from django import forms
from django.contrib.admin.sites import all_sites

from privacy.guards import IdentifierGuard
from tests.house.test_architecture import PACKAGES, ROOT, sources

FACTORY = re.compile(r"form(?:set)?_factory$")


def all_subclasses(base: type) -> set[type]:
    """Direct and indirect ones that are imported."""
    found: set[type] = set(base.__subclasses__())
    return found | {deeper for child in found for deeper in all_subclasses(child)}


def own_sources() -> list[Path]:
    """The code of the portal."""
    return [path for path in sources() if path.relative_to(ROOT).parts[0] in PACKAGES]


def factories(path: Path) -> list[ast.Call]:
    """Where a form class is made by a function of Django."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return [node for node in nodes if isinstance(node, ast.Call) and FACTORY.search(ast.unparse(node.func))]


def test_every_form_carries_the_guard() -> None:
    for path in own_sources():
        if "django import forms" in path.read_text(encoding="utf-8"):
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    ours = [form for form in all_subclasses(forms.BaseForm) if form.__module__.partition(".")[0] in PACKAGES]
    assert len(ours) > 15
    assert [str(form) for form in ours if not issubclass(form, IdentifierGuard)] == []


def test_every_page_of_the_desk_that_writes_carries_it() -> None:
    pages = [page for site in all_sites for page in site._registry.values()]
    assert pages
    assert [str(page) for page in pages if not issubclass(page.form, IdentifierGuard)] == []


def test_formsets_name_their_form() -> None:
    calls = [(path, call) for path in own_sources() for call in factories(path)]
    assert calls
    unnamed = [f"{path}:{call.lineno}" for path, call in calls if "form" not in {word.arg for word in call.keywords}]
    assert unnamed == []
