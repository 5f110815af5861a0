"""Joining, the terms of use, the member's own pages. Signing in and all about passwords and devices is allauth's."""

from typing import cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.signup import complete_signup
from allauth.core import ratelimit
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from members import proofs
from members.choices import MemberKind
from members.exceptions import AlreadyTaken
from members.forms import JoinCodeForm, JoinEmailForm, JoinForm, ProfileForm, ReturnForm
from members.models import Member, MemberProfile
from members.services import MEMBERSHIP, Joining, register_member, send_join_code, write_profile
from members.tasks import send_soon
from members.terms import terms_for
from privacy.consent import services as consents
from privacy.consent.exceptions import ConsentRefused, StaleNotice
from privacy.policy.services import required_items
from privacy.rights.exceptions import NotLeft, TooLate
from privacy.rights.services import can_return, lost_consents, reopen_account
from privacy.subjects.opening import open_own

JOIN_PAGES = {MemberKind.INDIVIDUAL: "join_individual", MemberKind.CORPORATE: "join_corporate"}


@require_safe
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """The member's own page."""
    return TemplateResponse(request, "members/me.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """What the member stated about herself, to be read and corrected (PIPA arts. 35 and 36)."""
    member = cast(Member, request.user)
    if MemberKind(member.kind) not in JOIN_PAGES:
        raise Http404
    form = ProfileForm(_posted(request), required=required_items(MEMBERSHIP), initial=_own_items(member))
    if request.method == "POST" and form.is_valid():
        write_profile(subject_id=member.subject_id, items=form.items())
        messages.success(request, _("Your data are stored."))
        return redirect("profile")
    return TemplateResponse(request, "members/profile.html", {"form": form})


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The terms of use in force, for individuals and for companies."""
    return TemplateResponse(request, "members/terms.html", {"versions": [terms_for(kind) for kind in JOIN_PAGES]})


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


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def come_back(request: HttpRequest) -> HttpResponse:
    """Who has left, and signed in as before, may undo it until the officer has approved the destruction (rule 27)."""
    member_id = proofs.returning(request.session)
    member = Member.objects.filter(pk=member_id).select_related("subject").first() if member_id else None
    if request.user.is_authenticated or member is None or not member.has_left:
        return redirect("me")
    if not can_return(subject_id=member.subject_id):
        return TemplateResponse(request, "members/too_late.html")
    questions = lost_consents(subject_id=member.subject_id, language=get_language() or "")
    form = ReturnForm(_posted(request), questions=questions)
    if request.method == "POST" and form.is_valid() and _returned(request, member, form):
        return redirect("me")
    return TemplateResponse(request, "members/come_back.html", {"form": form, "member": member})


def _returned(request: HttpRequest, member: Member, form: ReturnForm) -> bool:
    """Whether the account is open again, and this browser signed in to it."""
    try:
        if (
            get_adapter().authenticate(request, username=member.login_id, password=form.cleaned_data["password"])
            is None
        ):
            form.add_error("password", get_adapter().error_messages["incorrect_password"])
            return False
        reopen_account(subject_id=member.subject_id, given=form.answers())
    except ValidationError as error:  # Too many wrong passwords.
        form.add_error("password", error)
    except ConsentRefused:
        form.add_error(
            None, _("The text of a consent has changed a moment ago. Please read it again and tick once more.")
        )
    except NotLeft:  # In another window, a moment ago.
        return True
    except TooLate:
        form.add_error(None, _("The destruction was approved a moment ago. It cannot be undone any more."))
    else:
        member.refresh_from_db()
        get_adapter().login(request, member)
        messages.success(request, _("Your account is open again."))
        return True
    return False


def _join_as(request: HttpRequest, kind: MemberKind) -> HttpResponse:
    email = proofs.proven(request.session)
    if request.user.is_authenticated:
        return redirect("me")
    if email is None:
        return redirect(reverse("join_email", query={"kind": kind.value}))
    form = _join_form(request, kind)
    if request.method == "POST" and form.is_valid():
        try:
            member = _register(form, email)
        except AlreadyTaken as taken:
            form.add_error(taken.field if taken.field in form.fields else None, _("This is taken since a moment ago."))
        except StaleNotice:
            form.add_error("consent", form.fields["consent"].error_messages["stale"])
        else:
            proofs.forget(request.session)
            return complete_signup(request, user=member)
    return TemplateResponse(request, "members/join_form.html", {"form": form, "email": email, "kind": kind})


def _join_form(request: HttpRequest, kind: MemberKind) -> JoinForm:
    language = get_language() or ""
    return JoinForm(
        _posted(request),
        kind=kind,
        required=required_items(MEMBERSHIP),
        terms=terms_for(kind),
        question=consents.ask(activity=MEMBERSHIP, language=language),
        initial={"language": language},
    )


def _register(form: JoinForm, email: str) -> Member:
    values = form.cleaned_data
    return register_member(
        login_id=values["login_id"],
        password=values["password1"],
        kind=form.kind,
        language=values["language"],
        email=email,
        joining=Joining(form.items(), values["consent"], values["terms"]),
    )


def _own_items(member: Member) -> dict[str, str]:
    found = MemberProfile.objects.filter(subject=member.subject_id).first()
    if found is None:
        return {}
    open_own([found], member.subject_id)
    names = ("name", "nickname", "gender", "mobile", "phone", "address_line", "postcode")
    return {"region": found.region_code, **{name: getattr(found, name) for name in names}}


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
