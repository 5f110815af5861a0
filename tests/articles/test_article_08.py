"""Article 8: nothing beyond what is necessary before consent; refusing works at any time and costs no service."""

import pytest
from django.test import Client

from privacy.cookies.table import necessary_cookies
from privacy.declarations import CookieUse
from privacy.registry import registry
from tests.privacy.cookies.browser import answer, kept

pytestmark = pytest.mark.django_db
PAGES = ("/", "/en/", "/jobs/?words=개발", "/privacy/", "/join/", "/login/", "/privacy/cookies/")


def walk(client: Client) -> set[str]:
    """Visit the public pages; the names of the cookies that the browser holds then."""
    for page in PAGES:
        assert client.get(page).status_code == 200
    return kept(client)


def test_article_08_only_necessary_cookies_before_consent_after_refusal_and_after_withdrawal(client: Client) -> None:
    necessary = {cookie.name for cookie in necessary_cookies()}
    optional = {name for name, cookie in registry().cookies().items() if cookie.use != CookieUse.NECESSARY}
    assert optional
    assert walk(client) <= necessary
    answer(client, "refuse")
    assert walk(client) <= necessary
    answer(client, "accept")
    assert walk(client) & optional, "and with consent they are of use"
    answer(client, "refuse")
    assert walk(client) <= necessary
