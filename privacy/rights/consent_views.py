"""The member's consents: every line with its history, withdrawn and given again with one button each (PIPA art. 37)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from privacy.clocks import seoul_date
from privacy.consent import receipts
from privacy.consent.choices import ConsentKind
from privacy.consent.exceptions import ConsentRefused, NothingToWithdraw
from privacy.consent.models import ConsentEvent
from privacy.rights import lines as reading
from privacy.rights import reconsenting, renewing, verifying
from privacy.rights.consenting import withdraw_consent
from privacy.rights.forms import GiveForm, RenewForm, VerifyForm
from privacy.rights.lines import Line
from privacy.subjects.exceptions import NotProcessing


@require_safe
@login_required
def consents(request: HttpRequest) -> HttpResponse:
    """Every consent of the member, with its state and history."""
    found = reading.lines(_subject(request), get_language() or "")
    return TemplateResponse(request, "privacy_rights/consents.html", {"lines": found})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: HttpRequest, activity: str, recipient_id: UUID | None = None) -> HttpResponse:
    """State the effect and ask once (rule 49); effective in the request that confirms."""
    line = _line(request, activity, recipient_id)
    leaving = reading.leaving_page(activity)
    if line.holds and leaving:
        return redirect(leaving)
    if line.holds and request.method != "POST":
        effect = reading.effect(_subject(request), get_language() or "", line)
        return TemplateResponse(request, "privacy_rights/withdraw_consent.html", {"effect": effect, "line": line})
    if line.holds and _withdrawn(request, line):
        messages.success(request, _("The consent is withdrawn. From this moment nothing is done on it."))
    else:
        messages.info(request, _("This consent is not in force: there is nothing to withdraw."))
    return redirect("rights:consents")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def give(request: HttpRequest, activity: str, recipient_id: UUID | None = None) -> HttpResponse:
    """Give a consent again: the notice of today beside an unticked box."""
    line = _line(request, activity, recipient_id)
    if not line.may_give:
        messages.info(request, _("This consent is in force, or cannot be given at present."))
        return redirect("rights:consents")
    _prove_again(request, [line])
    question = renewing.question(line, get_language() or "ko")
    form = GiveForm(request.POST if request.method == "POST" else None, question=question)
    if form.is_valid() and _renewed(request, form):
        return redirect("rights:consents")
    return TemplateResponse(request, "privacy_rights/give_consent.html", {"form": form, "line": line})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def renew(request: HttpRequest) -> HttpResponse:
    """One screen for all that runs out within 90 days: renew, let it end, or later (rule 8)."""
    subject_id, language = _subject(request), get_language() or "ko"
    found = renewing.renewable(subject_id, language)
    choice = request.POST.get("choice")
    if choice == "end":
        renewing.let_end(found=found)
        messages.info(request, _("These consents end on their day. Until then you may still renew them."))
    if not found or choice in ("end", "later"):
        return redirect(_onward(request))
    _prove_again(request, found)
    questions = [renewing.question(line, language) for line in found]
    form = RenewForm(request.POST if request.method == "POST" else None, questions=questions)
    if form.is_valid() and _renewed(request, form):
        return redirect(_onward(request))
    going_on = reading.under_way(subject_id, found)
    return TemplateResponse(request, "privacy_rights/renew.html", {"form": form, "lines": found, "under_way": going_on})


@require_safe
@login_required
def receipt(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """The receipt of one of the member's own answers, as a file."""
    own = ConsentEvent.objects.filter(subject=_subject(request)).select_related("text")
    event = get_object_or_404(own, pk=event_id)
    response = HttpResponse(receipts.receipt(event), content_type="application/json")
    name = f"impix-consent-{seoul_date(event.at)}-{event.kind}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="verify")
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Whether a receipt or a certificate is ours, for anybody who has its code and its date (rule 12)."""
    form = VerifyForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        context["verdict"] = verifying.verify(code=form.cleaned_data["code"], day=form.cleaned_data["date"])
    response = TemplateResponse(request, "privacy_rights/verify.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _onward(request: HttpRequest) -> str:
    """Where he wanted to go; whose membership has run out gets no further than the privacy centre."""
    if renewing.has_ended(request.session):
        return reverse("rights:overview")
    return get_next_redirect_url(request) or reverse("rights:consents")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def changed(request: HttpRequest) -> HttpResponse:
    """Terms that changed: consent to them, or keep the earlier ones until the clock ends (rule 4)."""
    language = get_language() or "ko"
    found = reconsenting.changed(_subject(request), language)
    if request.POST.get("choice") == "keep":
        reconsenting.keep_terms(found=found)
        messages.info(request, _("You keep the earlier terms. Nothing new is done with your data."))
    if not found or request.POST.get("choice") == "keep":
        return redirect(_onward(request))
    questions = [renewing.question(each.line, language) for each in found]
    form = RenewForm(request.POST if request.method == "POST" else None, questions=questions)
    if form.is_valid() and _renewed(request, form):
        return redirect(_onward(request))
    return TemplateResponse(request, "privacy_rights/changed.html", {"form": form, "changed": found})


def _prove_again(request: HttpRequest, found: Iterable[Line]) -> None:
    """What ran out is taken back only by who has just shown who he is (rule 8)."""
    if any(line.state == ConsentKind.EXPIRED for line in found):
        raise_if_reauthentication_required(request, app="")


def _withdrawn(request: HttpRequest, line: Line) -> bool:
    try:
        withdraw_consent(subject_id=_subject(request), activity=line.activity, recipient_id=line.last.recipient)
    except NothingToWithdraw:  # Another window was faster.
        return False
    return True


def _renewed(request: HttpRequest, form: GiveForm | RenewForm) -> bool:
    try:
        renewing.renew(subject_id=_subject(request), answers=form.cleaned_data.values())
    except (ConsentRefused, NotProcessing):
        form.add_error(None, _("Meanwhile something has changed. Please read the points again and tick once more."))
        return False
    renewing.note_last_day(request.session, _subject(request))
    messages.success(request, _("Your consent is recorded."))
    return True


def _line(request: HttpRequest, activity: str, recipient_id: UUID | None) -> Line:
    line = reading.line_of(_subject(request), get_language() or "", activity, recipient_id)
    if line is None:
        raise Http404
    return line


def _subject(request: HttpRequest) -> Any:
    member: Any = request.user
    return member.subject_id
