"""Lets nothing into a browser that is not declared, or not allowed by the visitor (policy art. 8)."""

from collections.abc import Callable
from http.cookies import Morsel

import structlog
from django.http import HttpRequest, HttpResponse

from privacy.cookies.choice import Choice, choice_in, choice_of, drop
from privacy.cookies.table import CHOICE
from privacy.cookies.visits import count_page
from privacy.declarations import CookieUse, Storage
from privacy.registry import registry

log = structlog.get_logger(__name__)


class CookieMiddleware:
    """Stands outside of everything that sets cookies: sees them all on their way out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hide what the visitor did not allow, take it out of the browser, and refuse to set more of it."""
        brought = set(request.COOKIES)
        request.cookie_choice = choice = choice_in(request.COOKIES, request.headers)  # type: ignore[attr-defined]
        for name in _disallowed(brought, choice):
            del request.COOKIES[name]
        response = self.get_response(request)
        count_page(request, response)
        choice = choice_of(request)
        _refuse(response, choice)
        for name in _disallowed(brought, choice):
            drop(response, name)
        if CHOICE in brought and choice.made_on is None:
            drop(response, CHOICE)
        return response


def _disallowed(names: set[str], choice: Choice) -> list[str]:
    """Of these names, the declared optional cookies without a yes; what strangers left there is not ours to touch."""
    declared = registry().cookies()
    return sorted(
        name
        for name in names & set(declared)
        if declared[name].use is not CookieUse.NECESSARY and not choice.allows(name)
    )


def _refuse(response: HttpResponse, choice: Choice) -> None:
    for name, morsel in list(response.cookies.items()):
        if morsel["max-age"] != 0 and (fault := _fault(name, morsel, choice)):
            del response.cookies[name]
            log.error("cookie_refused", cookie=name, fault=fault)
    if response.has_header("Set-Cookie"):
        del response["Set-Cookie"]
        log.error("cookie_refused", cookie="", fault="raw header")


def _fault(name: str, morsel: "Morsel[str]", choice: Choice) -> str:
    cookie = registry().cookies().get(name)
    if cookie is None or cookie.storage is not Storage.COOKIE:
        return "undeclared"
    if not choice.allows(name):
        return "not allowed"
    age, expires = morsel["max-age"], morsel["expires"]
    if (age or expires) and (cookie.seconds is None or age == "" or int(age) > cookie.seconds):
        return "longer than declared"
    return ""
