"""Every page in the browser: language, theme and width pairwise."""

from collections.abc import Callable
from time import time
from typing import Literal
from urllib.parse import urlsplit

import pytest
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHOSE_RECORDS
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client

from members.choices import MemberKind
from members.models import Member
from tests.browser.inspection import Inspector
from tests.members.people import make_member

Opened = Callable[..., Inspector]
Theme = Literal["light", "dark"]

# Every pair of (language, theme, width) occurs.
PAIRWISE = [("", "light", 360), ("", "dark", 1280), ("en/", "dark", 360), ("en/", "light", 1280)]
PUBLIC = [
    "", "login/", "join/", "join/email/", "password/reset/", "password/reset/sent/", "mail/", "nowhere/",
    "privacy/", "privacy/versions/", "privacy/cookies/", "terms/", "privacy/destruction/",
]  # fmt: skip
OWN = [
    "", "me/", "email/", "password/change/", "mfa/", "mfa/totp/activate/", "mfa/passkeys/", "mfa/passkeys/add/",
    "sessions/", "reauthenticate/", "logout/", "me/profile/", "me/privacy/", "me/privacy/disclosures/",
    "me/privacy/withdraw/",
]  # fmt: skip

every_face = pytest.mark.parametrize(("prefix", "theme", "width"), PAIRWISE)


def signed_in(member: Member, *methods: str) -> dict[str, str]:
    """The cookie of a browser in which the member has just signed in by these methods."""
    client = Client()
    client.force_login(member)
    session = client.session
    session[RECORDS] = [{"method": method, "at": time(), "reauthenticated": True} for method in methods]
    session[WHOSE_RECORDS] = str(member.pk)
    session.save()
    return {settings.SESSION_COOKIE_NAME: str(session.session_key)}


def faults(window: Inspector, prefix: str, paths: list[str]) -> dict[str, list[str]]:
    """What is wrong, by page; to be sent elsewhere is wrong too."""
    found = {}
    for path in paths:
        wrong = window.faults_of(f"/{prefix}{path}")
        shown = urlsplit(window.page.url).path
        found[path] = wrong if shown == f"/{prefix}{path}" else [*wrong, f"sent to {shown}"]
    return {path: wrong for path, wrong in found.items() if wrong}


@every_face
def test_public_pages(inspector: Opened, prefix: str, theme: Theme, width: int) -> None:
    assert faults(inspector(width, theme), prefix, PUBLIC) == {}


@every_face
def test_a_members_own_pages(inspector: Opened, prefix: str, theme: Theme, width: int) -> None:
    cookies = signed_in(make_member("alice.kim"), "password")
    assert faults(inspector(width, theme, cookies), prefix, OWN) == {}


@every_face
def test_the_desk(inspector: Opened, prefix: str, theme: Theme, width: int) -> None:
    officer = make_member("dana", MemberKind.STAFF)
    Member.objects.filter(pk=officer.pk).update(is_superuser=True)
    TOTP.activate(officer, generate_totp_secret())
    window = inspector(width, theme, signed_in(officer, "password", "mfa"))
    assert faults(window, prefix, ["admin/", "admin/privacy_audit/accessevent/"]) == {}


def test_a_refused_form_says_what_is_wrong(inspector: Opened) -> None:
    window = inspector(360)
    window.page.goto("/login/")
    window.page.get_by_label("아이디").fill("nobody")
    window.page.get_by_label("비밀번호").fill("wrong")
    window.page.get_by_role("button", name="로그인", exact=True).click()
    assert window.page.get_by_role("alert").is_visible()
    assert window.faults() == []


def test_the_account_menu_opens_and_closes_by_keyboard(inspector: Opened) -> None:
    page = inspector(360, "light", signed_in(make_member("alice.kim"), "password")).page
    page.goto("/")
    page.get_by_text("내 계정").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("button", name="로그아웃").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="로그아웃").is_visible()


def test_the_inspection_notices(inspector: Opened) -> None:
    window = inspector(360)
    window.page.goto("/")
    window.page.evaluate("""document.querySelector("main").innerHTML =
        '<img src="https://elsewhere.example/a.png"><p style="width: 500px">a</p><button></button>'""")
    window.page.evaluate("document.querySelector('main p').style.width = '500px'")
    found = " ".join(window.faults())
    assert "Content Security Policy" in found
    assert "elsewhere.example" in found
    assert "button-name" in found
    assert "image-alt" in found
    assert "too wide" in found
