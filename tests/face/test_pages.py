"""Home, languages, footer, policy of contents, files for machines."""

import re
from datetime import datetime

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.test import Client
from pytest_django import Settings

from impix.company import check_company, company

pytestmark = pytest.mark.django_db  # Every page asks which cookies there are to be asked about.
POLICY = {
    "default-src": "'none'", "style-src": "'self'", "img-src": "'self' data:", "font-src": "'self'",
    "connect-src": "'self'", "form-action": "'self'", "frame-ancestors": "'none'", "base-uri": "'none'",
    "object-src": "'none'",
}  # fmt: skip


def policy_of(header: str) -> dict[str, str]:
    """The header as a mapping."""
    return dict(directive.strip().split(" ", 1) for directive in header.split(";"))


@pytest.mark.parametrize("accepts", ["en", "ko", "ja", ""])
def test_home_is_korean_whatever_the_browser_prefers(client: Client, accepts: str) -> None:
    text = client.get("/", headers={"accept-language": accepts}).content.decode()
    assert '<html lang="ko">' in text
    assert "IMPIX가 다른 점" in text
    assert '<html lang="en">' in client.get("/en/", headers={"accept-language": "ko"}).content.decode()


def test_each_page_links_to_itself_in_the_other_language(client: Client) -> None:
    assert '<a href="/en/?q=1" hreflang="en" lang="en">English</a>' in client.get("/?q=1").content.decode()
    text = client.get("/en/").content.decode()
    assert '<a href="/" hreflang="ko" lang="ko">한국어</a>' in text
    alternates = re.findall(r'rel="alternate" hreflang="(\w+)" href="([^"]+)"', text)
    assert alternates == [("ko", f"{settings.SITE_URL}/"), ("en", f"{settings.SITE_URL}/en/")]


def test_the_policy_of_contents_is_strict_and_the_nonce_is_new_each_time(client: Client) -> None:
    headers = [policy_of(client.get("/")["Content-Security-Policy"]) for _ in range(2)]
    scripts = [header.pop("script-src") for header in headers]
    assert headers == [POLICY, POLICY]
    assert all(re.fullmatch(r"'self' 'nonce-[\w+/=-]{20,}'", sources) for sources in scripts)
    assert scripts[0] != scripts[1]


def test_no_template_has_inline_style_or_script() -> None:
    inline = re.compile(r"\sstyle=|<style|\son\w+=|javascript:|<script(?![^>]*(src=|application/json))")
    read_offline = settings.BASE_DIR / "templates" / "privacy_rights" / "export"  # A file of its own, never served.
    files = [path for path in (settings.BASE_DIR / "templates").rglob("*.html") if path.parent != read_offline]
    assert [str(path) for path in files if inline.search(path.read_text(encoding="utf-8"))] == []


def test_footer_shows_what_is_known(client: Client, settings: Settings) -> None:
    text = client.get("/").content.decode()
    assert all(value in text for value in ("IMPIX", "이상호", "02-745-8324"))
    assert "사업자등록번호" not in text
    settings.COMPANY = settings.COMPANY | {"business_number": "123-45-67890"}
    assert "사업자등록번호" in client.get("/").content.decode()


def test_a_deployment_hears_what_the_footer_lacks(settings: Settings) -> None:
    settings.COMPANY = dict.fromkeys(settings.COMPANY, "known") | {"address": ""}
    found = [message for message in run_checks(include_deployment_checks=True) if message.id == "impix.W001"]
    assert [message.hint for message in found] == ["Set COMPANY_ADDRESS in the environment."]
    settings.COMPANY = dict.fromkeys(settings.COMPANY, "known")
    assert check_company(None) == []
    assert company().unknown() == []


def test_crawlers_stay_out_of_the_desk(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    assert {"Disallow: /admin/", "Disallow: /en/admin/"} <= set(response.content.decode().splitlines())


def test_security_txt_names_a_contact_and_has_not_expired(client: Client) -> None:
    lines = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines())
    assert lines["Contact"] == "tel:+82-2-745-8324"
    assert datetime.fromisoformat(lines["Expires"]) > datetime.now().astimezone()
