"""The whole flow in a real browser against the running portal, with its real worker and clock.

Somebody joins, writes a resume and applies; the recruiter reads; she sees that and leaves; the officer approves the
plan at the desk; the worker destroys. Walked in pairs of language, width and JavaScript; the four who leave share one
portal and one plan. Pictures of each step go to `var/test/main-flow`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from impix.embedded.layout import TESTS
from tests.browser.inspection import OVERFLOW
from tests.embedded.clones import Clone, free_port, wait_until

PICTURES = TESTS.root / "main-flow"
PASSWORD = "a fine long sentence to sign in"
JOINING = {
    "password1": PASSWORD, "password2": PASSWORD, "nickname": "걸음", "mobile": "010-5555-1234",
    "phone": "02-555-1234", "address_line": "걸음길 5", "postcode": "03925",
}  # fmt: skip
RESUME = {
    "title": "걸음 이력서", "birth_date": "1992-05-05", "mobile": "010-5555-1234",
    "address": "걸음길 5", "postcode": "03925", "introduction": "꾸준히 걷는 사람입니다.",
    "educations-0-school": "걸음대학교", "careers-0-employer": "걸음상사",
}  # fmt: skip


@dataclass(frozen=True)
class Way:
    """Who walks, in which language, how wide, with or without JavaScript."""

    login: str
    name: str
    prefix: str
    width: int
    script: bool

    def __str__(self) -> str:
        return f"{self.prefix.strip('/') or 'ko'}-{self.width}{'' if self.script else '-noscript'}"


WAYS = (
    Way("walker1", "한걸음", "", 1280, True),
    Way("walker2", "Ida Walker", "/en", 360, True),
    Way("walker3", "두걸음", "", 360, False),
    Way("walker4", "Noah Walker", "/en", 1280, False),
)


class Walk:
    """The running portal, and what the walks leave for those that come after them."""

    def __init__(self, browser: Browser, clone: Clone, address: str) -> None:
        self.browser, self.clone, self.address = browser, clone, address
        self.passwords = dict(re.findall(r"^(seeker|recruiter|officer) +(\S+)", clone.output(), re.MULTILINE))
        self.codes: dict[str, str] = {}

    def window(self, way: Way = WAYS[0]) -> Page:
        """A visitor without cookies."""
        size = ViewportSize(width=way.width, height=900)
        context = self.browser.new_context(viewport=size, base_url=self.address, java_script_enabled=way.script)
        return context.new_page()

    def fill(self, page: Page, values: dict[str, str]) -> None:
        for name, value in values.items():
            page.fill(f"main [name='{name}']", value)

    def send(self, page: Page) -> None:
        """Press the first button of the page's form."""
        page.locator("main form button[type=submit]").first.click()

    def picture(self, page: Page, step: str, way: Way = WAYS[0]) -> None:
        """A picture to look at; and nothing but a table of the desk is wider than the window."""
        page.screenshot(path=PICTURES / f"{way}-{step}.png", full_page=True)
        assert "/admin/" in page.url or page.evaluate(OVERFLOW) == 0, f"{way}: {step}"

    def code_for(self, email: str) -> str:
        """The code in the letter to an address, once the worker has sent it."""
        page = self.window()
        letter = page.locator("article", has_text=email).locator("pre")
        wait_until(lambda: bool(page.goto("/mail/") and letter.count()))
        found = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", letter.first.inner_text())
        page.context.close()
        assert found
        return found.group()

    def sign_in(self, page: Page, login: str, prefix: str = "") -> None:
        page.goto(f"{prefix}/login/")
        self.fill(page, {"login": login, "password": self.passwords.get(login, PASSWORD)})
        self.send(page)

    def confirm(self, page: Page, password: str) -> None:
        """Show once more who it is, where that is asked."""
        if "reauthenticate" in page.url:
            self.fill(page, {"password": password})
            self.send(page)


@pytest.fixture(scope="module")
def walk(browser: Browser) -> Iterator[Walk]:
    PICTURES.mkdir(parents=True, exist_ok=True)
    clone, port = Clone(TESTS.root / "clones" / "main-flow"), free_port()
    try:
        with clone.portal(port):
            wait_until(lambda: "people are there" in clone.output(), 240)
            yield Walk(browser, clone, f"http://127.0.0.1:{port}")
    finally:
        clone.remove()


def join(walk: Walk, page: Page, way: Way) -> None:
    email = f"{way.login}@mail.example"
    page.goto(f"{way.prefix}/join/email/?kind=individual")
    walk.fill(page, {"email": email})
    walk.send(page)
    walk.fill(page, {"code": walk.code_for(email)})
    walk.send(page)
    walk.fill(page, {**JOINING, "login_id": way.login, "name": way.name})
    page.select_option("[name=gender]", index=1)
    page.select_option("[name=region]", "1114")
    for box in ("is_14", "terms", "consent"):
        assert not page.is_checked(f"[name={box}]")
        page.check(f"[name={box}]")
    walk.picture(page, "1-join", way)
    walk.send(page)
    expect(page).to_have_url(f"{walk.address}{way.prefix}/me/")
    walk.picture(page, "2-me", way)


def apply(walk: Walk, page: Page, way: Way) -> None:
    """Write a resume, find the demo recruiter's posting and apply."""
    page.goto(f"{way.prefix}/me/resumes/new/")
    walk.fill(page, {**RESUME, "name": way.name, "email": f"{way.login}@mail.example"})
    page.select_option("[name=region]", "1114")
    page.check("[name=consent]")
    walk.picture(page, "3-resume", way)
    walk.send(page)
    walk.picture(page, "4-saved", way)
    page.goto(f"{way.prefix}/jobs/?words=한빛소프트")
    title = page.locator(".posting h2").first.inner_text()
    walk.picture(page, "5-found", way)
    page.locator(".posting h2 a").first.click()
    page.locator("main a[href$='/apply/']").first.click()
    page.check("[name=consent]")
    walk.picture(page, "6-apply", way)
    walk.send(page)
    expect(page.locator("main")).to_contain_text(title)
    walk.picture(page, "7-applied", way)


def read(walk: Walk, way: Way) -> Page:
    """The recruiter opens the application."""
    page = walk.window(way)
    walk.sign_in(page, "recruiter", way.prefix)
    page.goto(f"{way.prefix}/company/applicants/")
    walk.picture(page, "8-applicants", way)
    page.get_by_role("link", name=way.name).click()
    expect(page.locator("main")).to_contain_text("걸음대학교")
    expect(page.locator("main")).not_to_contain_text("010-5555-1234")
    walk.picture(page, "9-applicant", way)
    return page


def leave(walk: Walk, page: Page, way: Way) -> str:
    """See who looked, then leave; the reference code."""
    page.goto(f"{way.prefix}/me/privacy/disclosures/")
    expect(page.locator("main")).to_contain_text("한빛소프트")
    walk.picture(page, "10-disclosures", way)
    page.goto(f"{way.prefix}/me/privacy/withdraw/")
    walk.confirm(page, PASSWORD)
    walk.picture(page, "11-leave", way)
    walk.send(page)
    walk.picture(page, "12-left", way)
    code = page.locator(".code").first.inner_text()
    page.goto(f"{way.prefix}/me/")
    assert "/login/" in page.url
    return code


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_somebody_joins_applies_is_read_and_leaves(walk: Walk, way: Way) -> None:
    page = walk.window(way)
    join(walk, page, way)
    apply(walk, page, way)
    recruiter = read(walk, way)
    walk.codes[way.login] = leave(walk, page, way)
    recruiter.goto(f"{way.prefix}/company/applicants/")
    expect(recruiter.locator("main")).not_to_contain_text(way.name)
    walk.sign_in(page, way.login, way.prefix)
    expect(page).to_have_url(f"{walk.address}{way.prefix}/login/return/")
    walk.picture(page, "13-return", way)
    for window in (page, recruiter):
        window.context.close()


def approve(walk: Walk) -> None:
    """The officer signs in with a second factor and approves the newest plan."""
    page = walk.window()
    walk.clone.run("plan_destruction")
    walk.sign_in(page, "officer")
    for _ in range(3):  # A code may end between being shown and being typed.
        walk.fill(page, {"code": walk.clone.run("demo_code", "officer").stdout.strip()})
        walk.send(page)
        if "/mfa/" not in page.url:
            break
    page.goto("/admin/privacy_destruction/destructionplan/?state__exact=draft")
    page.locator("#result_list tbody th a").first.click()
    walk.picture(page, "14-plan")
    number = re.search(r"\d+", page.locator("h1, #content h2").first.inner_text())
    assert number
    page.goto(page.url.replace("change/", "approve/"))
    walk.confirm(page, walk.passwords["officer"])
    page.fill("[name=number]", number.group())
    page.locator("#content form [type=submit]").first.click()
    walk.picture(page, "15-approved")


def test_the_officer_approves_and_everybody_learns_that_it_is_done(walk: Walk) -> None:
    assert len(walk.codes) == len(WAYS), "all have walked"
    approve(walk)
    page = walk.window()

    def destroyed(way: Way) -> bool:
        page.wait_for_timeout(5_000)  # The page is limited to a few tries a minute.
        page.goto(f"{way.prefix}/privacy/destruction/")
        walk.fill(page, {"code": walk.codes[way.login]})
        walk.send(page)
        return bool(re.search(r"\d", page.locator(".consent-points > div").nth(2).inner_text()))

    for way in WAYS:
        wait_until(lambda way=way: destroyed(way), 240)  # type: ignore[misc]
        walk.picture(page, "16-destroyed", way)
    walk.sign_in(page, WAYS[0].login)
    assert page.url.endswith("/login/"), "of who is destroyed nothing is known"
    assert not list(Path(walk.clone.place.files).rglob("*walker*"))
