"""Joining on a phone and leaving again, as a person does it, with every page on the way inspected."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from impix.embedded.layout import TESTS
from members.models import Member
from tests.browser.inspection import Inspector
from tests.members.joining import ITEMS
from tests.members.letters import code_in, letters
from tests.members.people import PASSWORD

PICTURES = TESTS.root / "returning"
pytestmark = pytest.mark.django_db(transaction=True)


def look(window: Inspector, name: str) -> None:
    assert window.faults() == [], name


def prove_address(page: Page) -> None:
    page.goto("/join/email/?kind=individual")
    page.get_by_label("이메일 주소").fill("hanul@example.org")
    page.get_by_role("main").get_by_role("button").click()
    page.get_by_label("코드").fill(code_in(letters("hanul@example.org")[-1]))
    page.get_by_role("main").get_by_role("button").click()


def send_account(page: Page) -> None:
    """Passwords are never sent back to the page, so they are typed each time."""
    page.locator("#id_login_id").fill("hanul.kim")
    page.locator("#id_password1").fill(PASSWORD)
    page.locator("#id_password2").fill(PASSWORD)
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.get_by_role("main").get_by_role("button", name="가입").click()


def fill_in_items(page: Page) -> None:
    for name in ("name", "nickname", "mobile", "phone", "address_line", "postcode"):
        page.locator(f"#id_{name}").fill(ITEMS[name])
    for name in ("gender", "region"):
        page.locator(f"#id_{name}").select_option(ITEMS[name])
    for name in ("is_14", "terms", "consent"):
        page.locator(f"#id_{name}").check()


def test_it_works(inspector: Callable[..., Inspector]) -> None:
    window = inspector(360)
    page = window.page
    prove_address(page)
    look(window, "form")
    send_account(page)
    assert page.locator("#id_consent_error").is_visible()
    look(window, "refused")
    assert not Member.objects.exists()
    fill_in_items(page)
    send_account(page)
    page.wait_for_url("**/me/")
    look(window, "me")
    page.goto("/me/privacy/")
    look(window, "overview")
    page.get_by_role("main").get_by_role("link", name="회원 탈퇴").click()
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="확인").click()
    look(window, "withdraw")
    page.get_by_role("button", name="탈퇴하기").click()
    look(window, "left")
    code = page.locator("p.code").inner_text()
    page.get_by_role("link", name="처리 상태 확인").click()
    page.get_by_label("확인 번호").fill(code.lower())
    page.get_by_role("button", name="조회").click()
    assert page.get_by_text("접수").is_visible()
    look(window, "status")
    page.goto("/me/")
    assert "/login/" in page.url
    come_back(window)


def come_back(window: Inspector) -> None:
    """Undo it: sign in as before, consent anew."""
    page = window.page
    page.get_by_label("아이디").fill("hanul.kim")
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="로그인", exact=True).click()
    look(window, "return")
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / "return-ko-360.png", full_page=True)
    page.locator("#id_consent_membership").check()
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.get_by_role("button", name="탈퇴 취소하기").click()
    page.wait_for_url("**/me/")
    look(window, "back")
