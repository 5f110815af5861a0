"""Tests in a real browser; tests/chromium.py finds or installs it."""

from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser

from tests.browser.inspection import Inspector


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: from the first of them on an event loop runs in this thread, and Django keeps the
    connections of such a thread apart from those of a process that it forks."""
    items.sort(key=lambda item: "tests/browser" in item.nodeid)


@pytest.fixture(scope="session", autouse=True)
def _rows_may_be_made_beside_the_browser() -> Iterator[None]:
    """Playwright keeps an event loop in this thread, in which Django would refuse queries."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def inspector(browser: Browser, live_server: Any) -> Iterator[Callable[..., Inspector]]:
    """Opens a window of a given width and theme on the portal, which notes what is wrong with each page it shows."""
    contexts = []

    def opened(
        width: int = 1280, theme: Literal["light", "dark"] = "light", cookies: dict[str, str] | None = None
    ) -> Inspector:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=theme, base_url=live_server.url
        )
        context.add_cookies([{"name": k, "value": v, "url": live_server.url} for k, v in (cookies or {}).items()])
        contexts.append(context)
        return Inspector(context.new_page(), live_server.url)

    yield opened
    for context in contexts:
        context.close()
