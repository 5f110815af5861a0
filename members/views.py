"""Joining, and the member's own page. Signing in and everything about passwords and devices is allauth's."""

from allauth.account.internal.flows.signup import complete_signup
from allauth.core import ratelimit
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from members import proofs
from members.choices import MemberKind
from members.exceptions import AlreadyTaken
from members.forms import JoinCodeForm, JoinEmailForm, JoinForm
from members.models import Member
from members.services import register_member, send_join_code
from members.tasks import send_soon

JOIN_PAGES = {MemberKind.INDIVIDUAL: "join_individual", MemberKind.CORPORATE: "join_corporate"}


@require_safe
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """The member's own page."""
    return TemplateResponse(request, "members/me.html")


@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """As whom to join."""
    if request.user.is_authenticated:
        return redirect("me")
    return TemplateResponse(request, "members/join.html")


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="join_email")
def join_email(request: HttpRequest) -> HttpResponse:
    """Ask for the address and send a code to it; the answer is the same for known and unknown addresses."""
    if request.user.is_authenticated:
        return redirect("me")
    form = JoinEmailForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if not ratelimit.consume(request, action="join_letter", key=email):
            return ratelimit.respond_429(request)
        code = proofs.ask(request.session, email=email, kind=request.GET.get("kind", ""))
        send_soon(send_join_code(email=email, code=code, language=get_language() or "").pk)
        return redirect("join_code")
    return TemplateResponse(request, "members/join_email.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="join_code")
def join_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code; three tries, then a new one is needed."""
    asked = proofs.asked(request.session)
    if asked is None:
        return redirect("join_email")
    form = JoinCodeForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        if proofs.answer(request.session, code=form.cleaned_data["code"]):
            return redirect(JOIN_PAGES.get(asked["kind"], "account_signup"))
        if proofs.asked(request.session) is None:
            messages.error(request, _("The code was wrong three times. Please ask for a new one."))
            return redirect("join_email")
        form.add_error("code", _("This code is not right, or it is too old."))
    return TemplateResponse(request, "members/join_code.html", {"form": form, "email": asked["email"]})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="signup")
def join_individual(request: HttpRequest) -> HttpResponse:
    """Join as a job seeker."""
    return _join_as(request, MemberKind.INDIVIDUAL)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="signup")
def join_corporate(request: HttpRequest) -> HttpResponse:
    """Join as somebody who hires for a company."""
    return _join_as(request, MemberKind.CORPORATE)


def _join_as(request: HttpRequest, kind: MemberKind) -> HttpResponse:
    email = proofs.proven(request.session)
    if request.user.is_authenticated:
        return redirect("me")
    if email is None:
        return redirect(reverse("join_email", query={"kind": kind.value}))
    form = JoinForm(_posted(request), kind=kind, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        try:
            member = _register(form, email)
        except AlreadyTaken as taken:
            form.add_error(taken.field if taken.field in form.fields else None, _("This is taken since a moment ago."))
        else:
            proofs.forget(request.session)
            return complete_signup(request, user=member)
    return TemplateResponse(request, "members/join_form.html", {"form": form, "email": email, "kind": kind})


def _register(form: JoinForm, email: str) -> Member:
    values = form.cleaned_data
    return register_member(
        login_id=values["login_id"],
        password=values["password1"],
        kind=form.kind,
        language=values["language"],
        email=email,
    )


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
