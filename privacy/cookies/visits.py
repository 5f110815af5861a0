"""Who is counted: visitors who allowed it, as a random number that is theirs for one day (policy art. 8, rule 9).

Not counted: who said nothing or no, browsers that ask not to be tracked, programs, and those who work here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from secrets import token_urlsafe

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from privacy.audit.actors import ActorKind
from privacy.clocks import end_of_day, seoul_date
from privacy.cookies import counters
from privacy.cookies.choice import choice_of, keep
from privacy.cookies.table import VISIT
from privacy.cookies.terms import may_be_counted, normalised
from privacy.registry import registry

SALT = "privacy.cookies.visit"
COUNTED = {ActorKind.ANONYMOUS, ActorKind.INDIVIDUAL, ActorKind.CORPORATE}
PROGRAMS = re.compile(
    r"bot|crawl|spider|slurp|preview|scan|monitor|curl|wget|python|java/|http-client|^$", re.IGNORECASE
)


@dataclass(frozen=True)
class Visitor:
    """A browser on one Seoul day. `is_new`: the cookie still has to be set."""

    day: date
    token: str
    is_new: bool


def visitor_of(request: HttpRequest) -> Visitor | None:
    """The visitor as whom this request is counted, or None; found once for a request."""
    if not hasattr(request, "visitor"):
        request.visitor = _visitor(request) if _is_counted(request) else None  # type: ignore[attr-defined]
    visitor: Visitor | None = request.visitor  # type: ignore[attr-defined]
    return visitor


def count_page(request: HttpRequest, response: HttpResponse) -> None:
    """Count a page that was shown, under its service, and let the browser keep the day's number."""
    match = request.resolver_match
    service = _services().get(match.view_name) if match else None
    if request.method != "GET" or response.status_code != 200 or service is None:
        return
    if visitor := visitor_of(request):
        counters.add_visit(visitor.day, service, visitor.token)
        if visitor.is_new:
            value = signing.dumps([visitor.day.isoformat(), visitor.token], salt=SALT)
            left = end_of_day(visitor.day) - timezone.now()
            keep(response, VISIT, value, seconds=int(left.total_seconds()))


def count_search(request: HttpRequest, words: str, *, is_a_word: Callable[[str], bool]) -> None:
    """Count a search that found something, if its words say nothing about a person."""
    visitor, term = visitor_of(request), normalised(words)
    if visitor and may_be_counted(term, is_a_word):
        counters.add_search(visitor.day, term, visitor.token)


def _is_counted(request: HttpRequest) -> bool:
    actor = getattr(request, "actor", None)
    headers = request.headers
    return (
        choice_of(request).allows(VISIT)
        and actor is not None
        and actor.kind in COUNTED
        and not PROGRAMS.search(headers.get("User-Agent", ""))
        and "prefetch" not in headers.get("Sec-Purpose", headers.get("Purpose", ""))
    )


def _visitor(request: HttpRequest) -> Visitor | None:
    today = seoul_date(timezone.now())
    try:
        day, token = signing.loads(request.COOKIES.get(VISIT, "")[:300], salt=SALT)
    except signing.BadSignature:
        day, token = "", ""
    if day == today.isoformat():
        return Visitor(today, token, is_new=False)
    origin = request.actor.origin  # type: ignore[attr-defined]
    return Visitor(today, token_urlsafe(12), is_new=True) if counters.admit(today, origin) else None


@cache
def _services() -> dict[str, str]:
    return {view: service.code for service in registry().services() for view in service.views}
