"""What is not declared, not allowed or longer than declared never reaches a browser."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from privacy.cookies.middleware import CookieMiddleware
from privacy.registry import registry
from recruitment.postings.choices import LAST_SEARCH
from tests.privacy.cookies.browser import PAGE

pytestmark = pytest.mark.django_db


def through(response: HttpResponse, request: HttpRequest | None = None) -> HttpResponse:
    return CookieMiddleware(lambda _: response)(request or RequestFactory().get("/"))


def test_an_undeclared_cookie_is_dropped(refused_cookies: list[str]) -> None:
    response = HttpResponse()
    response.set_cookie("tracker", "1")
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, "en")
    assert not through(response).cookies
    assert refused_cookies == ["tracker: undeclared", "lang: undeclared"]
    refused_cookies.clear()


def test_an_optional_one_without_a_yes_is_dropped(refused_cookies: list[str]) -> None:
    response = HttpResponse()
    response.set_cookie(LAST_SEARCH, "words=a")
    assert not through(response).cookies
    assert refused_cookies == [f"{LAST_SEARCH}: not allowed"]
    refused_cookies.clear()


def test_a_necessary_one_that_would_live_longer_than_declared_is_dropped(refused_cookies: list[str]) -> None:
    response = HttpResponse()
    response.set_cookie(settings.SESSION_COOKIE_NAME, "a", max_age=60)
    assert not through(response).cookies
    assert refused_cookies == [f"{settings.SESSION_COOKIE_NAME}: longer than declared"]
    refused_cookies.clear()


def test_a_date_of_expiry_is_a_length_too(refused_cookies: list[str]) -> None:
    response = HttpResponse()
    response.set_cookie(settings.SESSION_COOKIE_NAME, "a")
    response.cookies[settings.SESSION_COOKIE_NAME]["expires"] = "Fri, 31 Dec 2099 23:59:59 GMT"
    assert not through(response).cookies
    refused_cookies.clear()


def test_a_raw_header_is_no_way_around(refused_cookies: list[str]) -> None:
    assert not through(HttpResponse(headers={"Set-Cookie": "tracker=1"})).has_header("Set-Cookie")
    assert refused_cookies == [": raw header"]
    refused_cookies.clear()


def test_what_was_left_in_the_browser_without_a_yes_is_hidden_and_taken_out() -> None:
    request = RequestFactory().get("/")
    request.COOKIES = {LAST_SEARCH: "words=a", "of-a-neighbour": "1"}
    response = through(HttpResponse(), request)
    assert request.COOKIES == {"of-a-neighbour": "1"}
    assert {name: morsel["max-age"] for name, morsel in response.cookies.items()} == {LAST_SEARCH: 0}


def test_the_page_lists_everything_that_is_declared(client: Client) -> None:
    for prefix, language in (("", "ko"), ("/en", "en")):
        page = client.get(prefix + PAGE).content.decode()
        for cookie in registry().cookies().values():
            assert f"<code>{cookie.name}</code>" in page
            assert (cookie.purpose_ko if language == "ko" else cookie.purpose_en) in page
        for browser in ("Chrome", "Edge", "Safari", "Firefox", "Samsung Internet"):
            assert browser in page
        assert 'id="article-8"' in page
