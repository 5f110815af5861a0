"""What happens to every request: bad input, session limits, who acts and what is open to them, the answer's headers."""

import codecs
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from allauth.core.internal.httpkit import get_client_ip
from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from members.choices import MemberKind
from members.models import Member
from privacy.audit.actors import Actor, ActorKind
from privacy.rights.renewing import has_ended
from privacy.subjects.opening import scope

GetResponse = Callable[[HttpRequest], HttpResponse]

# Idle and absolute limits; whoever sees more of other people signs in again sooner. PIPA safety notice art. 6(4).
STAFF = (timedelta(minutes=10), timedelta(hours=8))
RECRUITER = (timedelta(minutes=30), timedelta(hours=12))
SEEKER = (timedelta(minutes=60), timedelta(hours=24))
LIMITS = {
    MemberKind.STAFF: STAFF,
    MemberKind.AGENCY: STAFF,
    MemberKind.CONSIGNEE: STAFF,
    MemberKind.CORPORATE: RECRUITER,
    MemberKind.INDIVIDUAL: SEEKER,
}
SECONDS_BETWEEN_MARKS = 60
METHODS = ("GET", "HEAD", "POST")


class BadInputMiddleware:
    """Refuses what no browser sends: other methods, NUL, text that is not UTF-8. Everything else is the forms' work.

    PostgreSQL cannot store NUL, so one would end as a server error wherever a value reaches a query.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Raise BadRequest, which is answered with the page of status 400 in the visitor's language."""
        if request.method not in METHODS:
            # Class-based views would take PUT for POST, and the admin DELETE for GET.
            return HttpResponseNotAllowed(METHODS)
        if request.encoding and _codec(request.encoding) != "utf-8":
            raise BadRequest("charset")
        if any("\x00" in text for text in _outside_the_body(request)):
            raise BadRequest("NUL")
        if any("\ufffd" in text for text in (*_texts(request.GET), *_texts(request.POST))):
            raise BadRequest("not UTF-8")
        return self.get_response(request)


class SessionLimitsMiddleware:
    """Ends sessions that were idle or lasted too long; signing in starts the clocks."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sign out whoever is over the limit, before any view sees the request."""
        member = request.user
        if isinstance(member, Member) and member.is_authenticated:
            idle, absolute = LIMITS[MemberKind(member.kind)]
            now = time.time()
            born, seen = request.session.get("born", now), request.session.get("seen", 0)
            if now - born > absolute.total_seconds() or (seen and now - seen > idle.total_seconds()):
                UserSession.objects.filter(session_key=request.session.session_key).delete()
                logout(request)
            elif now - seen > SECONDS_BETWEEN_MARKS:
                request.session.update({"born": born, "seen": now})
                UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
        return self.get_response(request)


class ActorMiddleware:
    """Says who acts, and opens a scope: what is disclosed in a request is unreadable after it (privacy.subjects)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set `request.actor` and keep the scope for as long as the answer is made."""
        member = request.user
        if isinstance(member, Member) and member.is_authenticated:
            actor = Actor(ActorKind(member.kind), member.pk, origin=_origin(request))
        else:
            actor = Actor(ActorKind.ANONYMOUS, origin=_origin(request))
        request.actor = actor  # type: ignore[attr-defined]
        with scope():
            return self.get_response(request)


class EndedMembershipMiddleware:
    """Whose membership has run out reaches the privacy centre and nothing else of his own until he renews (rule 8)."""

    OPEN_NAMESPACES = {"rights", "policy"}
    OPEN_VIEWS = {
        "home", "terms", "robots", "security_txt", "healthz", "readyz", "account_logout", "account_reauthenticate",
        "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "list_postings", "show_posting",
    }  # fmt: skip

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do before the address is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> HttpResponse | None:
        """Lead to the screen where it is renewed. The session knows the day, so no query is made."""
        match = request.resolver_match
        if match is None or not request.user.is_authenticated or not has_ended(request.session):
            return None
        if match.namespace in self.OPEN_NAMESPACES or match.url_name in self.OPEN_VIEWS:
            return None
        return redirect("rights:renew")


class AnswerMiddleware:
    """Signed-in pages are stored nowhere; a form that is shown again because of its errors has status 422."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add `no-store`."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store, private"
        return response

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Set the status for every view alike, allauth's and the admin's too."""
        context = response.context_data or {}
        if (
            request.method == "POST"
            and response.status_code == 200
            and any(_refused(value) for value in context.values())
        ):
            response.status_code = 422
        return response


def _origin(request: HttpRequest) -> str:
    return get_client_ip(request) or ""


def _refused(value: object) -> bool:
    form = getattr(value, "form", value)
    return isinstance(form, BaseForm) and form.is_bound and not form.is_valid()


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""


def _outside_the_body(request: HttpRequest) -> Iterator[str]:
    yield request.path_info
    yield from request.COOKIES.values()
    yield from (value for name, value in request.META.items() if name.startswith("HTTP_") and isinstance(value, str))
    yield from _texts(request.GET)


def _texts(values: QueryDict) -> Iterator[str]:
    for name, texts in values.lists():
        yield name
        yield from (text for text in texts if isinstance(text, str))
