"""The member's privacy centre, and what somebody who left can look up. PIPA arts. 35 to 38; policy arts. 4 and 6."""

from datetime import date
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.decorators import rate_limit
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from privacy.provision.models import Provision
from privacy.rights import ledger, rendering
from privacy.rights.forms import CodeForm
from privacy.rights.held import held
from privacy.rights.models import RightsRequest
from privacy.rights.services import close_account
from privacy.subjects.services import restricted_since

LATEST = 3
SHOWN = 10


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """The start of the privacy centre: what is due next, one way to each right, what waits, what we hold."""
    subject_id, language = _subject(request), get_language() or ""
    activities = held(subject_id, language)
    ending = [each for each in activities if each.until]
    context = {
        "held": activities,
        "next_due": next(iter(sorted(ending, key=lambda each: each.until or date.max)), None),
        "latest": ledger.given_in_words(Provision.objects.about(subject_id).openings()[:LATEST], language),
        "restricted": restricted_since(subject_id),
        "waiting": RightsRequest.objects.of(subject_id).waiting()[:SHOWN],
    }
    return TemplateResponse(request, "privacy_rights/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
@never_cache
def withdraw(request: HttpRequest) -> HttpResponse:
    """Leave: effects stated, asked once; then signed out, with the code on the page (rules 27 and 49)."""
    member: Any = request.user
    if member.is_staff:
        raise PermissionDenied
    if request.method != "POST":
        activities = held(_subject(request), get_language() or "")
        return TemplateResponse(request, "privacy_rights/withdraw.html", {"held": activities})
    code = close_account(subject_id=_subject(request))
    logout(request)
    return TemplateResponse(request, "privacy_rights/left.html", {"code": code})


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="destruction_status")
@never_cache
def destruction(request: HttpRequest) -> HttpResponse:
    """What has become of the data behind a code; a code that was never issued gets an answer of the same form."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "asked": request.method == "POST" and form.is_valid()}
    if context["asked"]:
        context["status"] = rendering.told(form.cleaned_data["code"], get_language() or "")
    response = TemplateResponse(request, "privacy_rights/destruction.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _subject(request: HttpRequest) -> Any:
    member: Any = request.user
    return member.subject_id
