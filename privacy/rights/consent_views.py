"""The member's consents: every line with its history, withdrawn and given again with one button each (PIPA art. 37)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from privacy.consent import services
from privacy.consent.exceptions import ConsentRefused, NothingToWithdraw
from privacy.policy.notices import NamedRecipient
from privacy.rights import lines as reading
from privacy.rights.consenting import withdraw_consent
from privacy.rights.forms import GiveForm
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
    form = GiveForm(request.POST if request.method == "POST" else None, question=_question(request, line))
    if form.is_valid() and _given(request, form):
        return redirect("rights:consents")
    return TemplateResponse(request, "privacy_rights/give_consent.html", {"form": form, "line": line})


def _withdrawn(request: HttpRequest, line: Line) -> bool:
    try:
        withdraw_consent(subject_id=_subject(request), activity=line.activity, recipient_id=line.last.recipient)
    except NothingToWithdraw:  # Another window was faster.
        return False
    return True


def _given(request: HttpRequest, form: GiveForm) -> bool:
    try:
        services.answer(subject_id=_subject(request), given=form.cleaned_data["consent"])
    except (ConsentRefused, NotProcessing):
        form.add_error("consent", form.fields["consent"].error_messages["stale"])
        return False
    messages.success(request, _("Your consent is recorded."))
    return True


def _question(request: HttpRequest, line: Line) -> Any:
    recipient = NamedRecipient(line.recipient.pk, line.recipient.name) if line.recipient else None
    language = get_language() or "ko"
    return services.ask(activity=line.activity, language=language, subject_id=_subject(request), recipient=recipient)


def _line(request: HttpRequest, activity: str, recipient_id: UUID | None) -> Line:
    line = reading.line_of(_subject(request), get_language() or "", activity, recipient_id)
    if line is None:
        raise Http404
    return line


def _subject(request: HttpRequest) -> Any:
    member: Any = request.user
    return member.subject_id
