"""The whole flow in a real browser against the running portal, with its real worker and clock.

Somebody joins, writes a resume and applies; the recruiter reads; she sees that and leaves; the officer approves the
plan at the desk; the worker destroys. Pictures of each step go to `var/test/main-flow`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from impix.embedded.layout import TESTS
from tests.embedded.clones import Clone, free_port, wait_until

PICTURES = TESTS.root / "main-flow"
PASSWORD = "a fine long sentence to sign in"
JOINING = {
    "login_id": "walker", "password1": PASSWORD, "password2": PASSWORD, "name": "한걸음", "nickname": "걸음",
    "mobile": "010-5555-1234", "phone": "02-555-1234", "address_line": "걸음길 5", "postcode": "03925",
}  # fmt: skip
RESUME = {
    "title": "걸음 이력서", "name": "한걸음", "birth_date": "1992-05-05", "mobile": "010-5555-1234",
    "email": "walker@mail.example", "address": "서울특별시 마포구 걸음길 5", "introduction": "꾸준히 걷는 사람입니다.",
    "educations-0-school": "걸음대학교", "careers-0-employer": "걸음상사",
}  # fmt: skip


class Walk:
    """One window on the running portal."""

    def __init__(self, browser: Browser, clone: Clone, address: str) -> None:
        self.browser, self.clone, self.address = browser, clone, address
        self.page = self.window()

    def window(self, width: int = 1280) -> Page:
        """A visitor without cookies."""
        return self.browser.new_context(viewport={"width": width, "height": 900}, base_url=self.address).new_page()

    def fill(self, page: Page, values: dict[str, str]) -> None:
        for name, value in values.items():
            page.fill(f"main [name='{name}']", value)

    def send(self, page: Page) -> None:
        """Press the first button of the page's form."""
        page.locator("main form button[type=submit]").first.click()

    def picture(self, page: Page, name: str) -> None:
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)

    def letter(self) -> str:
        """The text of the newest letter, once the worker has sent it."""
        page = self.window()
        letters = page.locator("article pre")
        wait_until(lambda: bool(page.goto("/mail/") and letters.count()))
        text = letters.first.inner_text()
        page.context.close()
        return text

    def sign_in(self, page: Page, login: str, password: str) -> None:
        page.goto("/login/")
        self.fill(page, {"login": login, "password": password})
        self.send(page)


@pytest.fixture
def walk(browser: Browser) -> Iterator[Walk]:
    PICTURES.mkdir(parents=True, exist_ok=True)
    clone, port = Clone(TESTS.root / "clones" / "main-flow"), free_port()
    try:
        with clone.portal(port):
            wait_until(lambda: "people are there" in clone.output(), 240)
            yield Walk(browser, clone, f"http://127.0.0.1:{port}")
    finally:
        clone.remove()


def join(walk: Walk) -> None:
    page = walk.page
    page.goto("/join/email/?kind=individual")
    walk.fill(page, {"email": "walker@mail.example"})
    walk.send(page)
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", walk.letter())
    assert code
    walk.fill(page, {"code": code.group()})
    walk.send(page)
    walk.fill(page, JOINING)
    page.select_option("[name=gender]", index=1)
    page.select_option("[name=region]", "1114")
    for box in ("is_14", "terms", "consent"):
        assert not page.is_checked(f"[name={box}]")
        page.check(f"[name={box}]")
    walk.picture(page, "1-join")
    walk.send(page)
    expect(page).to_have_url(f"{walk.address}/me/")


def apply(walk: Walk) -> str:
    """Write a resume, find the demo recruiter's posting and apply; the name of the posting."""
    page = walk.page
    page.goto("/me/resumes/new/")
    walk.fill(page, RESUME)
    page.check("[name=consent]")
    walk.picture(page, "2-resume")
    walk.send(page)
    page.goto("/jobs/?words=한빛소프트")
    title = page.locator(".posting h2").first.inner_text()
    page.locator(".posting h2 a").first.click()
    page.get_by_role("link", name="지원하기").click()
    page.check("[name=consent]")
    walk.picture(page, "3-apply")
    walk.send(page)
    expect(page.locator("main")).to_contain_text(title)
    return title


def read(walk: Walk, passwords: dict[str, str]) -> Page:
    """The recruiter opens the application."""
    page = walk.window()
    walk.sign_in(page, "recruiter", passwords["recruiter"])
    page.goto("/company/applicants/")
    page.get_by_role("link", name="한걸음").click()
    expect(page.locator("main")).to_contain_text("걸음대학교")
    expect(page.locator("main")).not_to_contain_text("010-5555-1234")
    walk.picture(page, "4-applicant")
    return page


def leave(walk: Walk) -> str:
    """See who looked, then leave; the reference code."""
    page = walk.page
    page.goto("/me/privacy/disclosures/")
    expect(page.locator("main")).to_contain_text("한빛소프트")
    walk.picture(page, "5-disclosures")
    page.goto("/me/privacy/withdraw/")
    if "reauthenticate" in page.url:
        walk.fill(page, {"password": PASSWORD})
        walk.send(page)
    walk.picture(page, "6-leave")
    walk.send(page)
    walk.picture(page, "7-left")
    code = page.locator(".code").first.inner_text()
    page.goto("/me/")
    assert "/login/" in page.url
    return code


def approve(walk: Walk, passwords: dict[str, str]) -> None:
    """The officer signs in with a second factor and approves the newest plan."""
    page = walk.window()
    walk.clone.run("plan_destruction")
    walk.sign_in(page, "officer", passwords["officer"])
    for _ in range(3):  # A code may end between being shown and being typed.
        walk.fill(page, {"code": walk.clone.run("demo_code", "officer").stdout.strip()})
        walk.send(page)
        if "/mfa/" not in page.url:
            break
    page.goto("/admin/privacy_destruction/destructionplan/?state__exact=draft")
    page.locator("#result_list tbody th a").first.click()
    walk.picture(page, "8-plan")
    number = re.search(r"\d+", page.locator("h1, #content h2").first.inner_text())
    assert number
    page.goto(page.url.replace("change/", "approve/"))
    if "reauthenticate" in page.url:
        walk.fill(page, {"password": passwords["officer"]})
        walk.send(page)
    page.fill("[name=number]", number.group())
    page.locator("#content form [type=submit]").first.click()
    walk.picture(page, "9-approved")


def test_one_person_walks_through_the_whole_portal(walk: Walk) -> None:
    printed = re.findall(r"^(seeker|recruiter|officer) +(\S+)", walk.clone.output(), re.MULTILINE)
    join(walk)
    apply(walk)
    recruiter = read(walk, dict(printed))
    code = leave(walk)
    recruiter.goto("/company/applicants/")
    expect(recruiter.locator("main")).not_to_contain_text("한걸음")
    approve(walk, dict(printed))
    page = walk.window()

    def destroyed() -> bool:
        page.wait_for_timeout(15_000)  # The page is limited to a few tries a minute.
        page.goto("/privacy/destruction/")
        walk.fill(page, {"code": code})
        walk.send(page)
        return bool(re.search(r"\d", page.locator(".consent-points > div").nth(2).inner_text()))

    wait_until(destroyed, 240)
    walk.picture(page, "10-destroyed")
    assert not list(Path(walk.clone.place.files).rglob("*walker*"))
