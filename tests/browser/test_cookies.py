"""In a real browser: nothing optional is kept or asked for before a yes, after a no and after a withdrawal."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from members.choices import MemberKind
from privacy.cookies import counters
from privacy.cookies.table import VISIT, forget_disclosed
from privacy.declarations import CookieUse
from privacy.registry import registry
from recruitment.postings.choices import LAST_SEARCH
from tests.browser.inspection import Inspector
from tests.people import make_company, make_member, make_posting

PAGES = ("", "jobs/?words=", "privacy/", "login/")
STORED = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
WORDS = {"": ("모두 거부", "모두 허용", "쿠키 설정"), "en/": ("Refuse all", "Allow all", "Cookie settings")}
FACES = [("", 360, True), ("en/", 1280, False), ("", 1280, False), ("en/", 360, True)]


@pytest.fixture(autouse=True)
def _counters(redis_server: Any) -> Iterator[None]:
    counters._client.cache_clear()
    counters.try_again()
    forget_disclosed()
    yield
    counters._client.cache_clear()
    counters.try_again()


@pytest.fixture
def posting(live_server: Any) -> None:
    make_posting(make_company(make_member("owner-bob", MemberKind.CORPORATE)))


def walk(page: Page, prefix: str) -> None:
    """What visitors do."""
    for path in PAGES:
        page.goto(f"/{prefix}{path}" + ("개발자" if path.endswith("=") else ""))


def optional(context: BrowserContext, page: Page) -> set[str]:
    """What the browser holds that is not necessary, in cookies and storage."""
    necessary = {cookie.name for cookie in registry().cookies().values() if cookie.use is CookieUse.NECESSARY}
    held = {cookie["name"] for cookie in context.cookies() if "name" in cookie}
    return (held | set(page.evaluate(STORED))) - necessary


@pytest.mark.parametrize(("prefix", "width", "scripts"), FACES)
def test_nothing_optional_without_a_yes(
    browser: Browser, live_server: Any, posting: None, prefix: str, width: int, scripts: bool
) -> None:
    refuse, accept, settings = WORDS[prefix]
    context = browser.new_context(
        viewport={"width": width, "height": 740}, java_script_enabled=scripts, base_url=live_server.url
    )
    page = context.new_page()
    hosts: set[str | None] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    walk(page, prefix)
    assert optional(context, page) == set(), "before an answer"
    page.get_by_role("button", name=refuse).click()
    assert page.get_by_role("button", name=accept).count() == 0
    walk(page, prefix)
    assert optional(context, page) == set(), "after a refusal"
    page.get_by_role("link", name=settings).click()
    page.get_by_role("button", name=accept).click()
    walk(page, prefix)
    assert optional(context, page) == {LAST_SEARCH, VISIT}, "after a yes"
    page.get_by_role("link", name=settings).click()
    page.get_by_role("button", name=refuse).click()
    assert optional(context, page) == set(), "in the response to the withdrawal"
    walk(page, prefix)
    assert optional(context, page) == set(), "after a withdrawal"
    assert hosts <= {urlsplit(live_server.url).hostname, None}
    context.close()


@pytest.mark.parametrize(("prefix", "width"), [("", 360), ("en/", 1280)])
def test_the_question_covers_nothing_and_its_answers_weigh_the_same(inspector: Any, prefix: str, width: int) -> None:
    window: Inspector = inspector(width)
    assert window.faults_of(f"/{prefix}terms/") == []
    refuse, accept = (window.page.get_by_role("button", name=name).bounding_box() for name in WORDS[prefix][:2])
    heading = window.page.get_by_role("heading", level=1).bounding_box()
    question = window.page.locator(".cookie-question").bounding_box()
    assert refuse
    assert accept
    assert heading
    assert question
    assert (refuse["width"], refuse["height"], refuse["y"]) == (accept["width"], accept["height"], accept["y"])
    assert question["y"] + question["height"] <= heading["y"]
    assert heading["y"] < 800, "what the page is about can be seen without scrolling"
    for expected in ("Refuse all", "Allow all") if prefix else ("모두 거부", "모두 허용"):
        while window.page.evaluate("document.activeElement.textContent.trim()") != expected:
            window.page.keyboard.press("Tab")
    assert window.page.evaluate("document.activeElement.closest('main')") is None
