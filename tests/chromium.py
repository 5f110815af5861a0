"""Browser tests run where a Chromium can be had; where not, one line says which did not, and CI fails."""

import os
from pathlib import Path
from typing import Any

import pytest

from impix.embedded import chromium

BROWSER_TESTS = Path(__file__).parent / "browser"
_path = pytest.StashKey[str]()
_missed = pytest.StashKey[list[str]]()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take the browser tests out where there is no browser."""
    wanted = [item for item in items if BROWSER_TESTS in item.path.parents]
    if not wanted or config.option.collectonly:
        return
    if found := chromium.provide():
        config.stash[_path] = found
        return
    config.stash[_missed] = sorted({item.path.name for item in wanted})
    config.hook.pytest_deselected(items=wanted)
    items[:] = [item for item in items if item not in wanted]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], pytestconfig: pytest.Config) -> dict[str, Any]:
    """The Chromium that was found, which talks to nobody but the portal."""
    return browser_type_launch_args | {"executable_path": pytestconfig.stash[_path], "args": chromium.ARGUMENTS}


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a test that could not run is a failure."""
    if session.config.stash.get(_missed, None) and os.environ.get("CI") == "true":
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the files that did not run."""
    if missed := config.stash.get(_missed, None):
        terminalreporter.write_line(
            f"NOT RUN, for no Chromium could be found or installed: {', '.join(missed)} in tests/browser", red=True
        )
