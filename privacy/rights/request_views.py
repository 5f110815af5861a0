"""The pages on which a member asks for what the law grants, and reads the answers (policy art. 4)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from privacy.clocks import DAYS_TO_ANSWER
from privacy.policy.models import CurrentContact
from privacy.rights.choices import RequestKind, RequestState
from privacy.rights.exceptions import TooManyRequests
from privacy.rights.models import RightsRequest, RightsRequestEvent
from privacy.rights.request_forms import RequestForm
from privacy.rights.requests import MOST_OPEN, submit
from privacy.subjects.opening import open_own

ON_A_PAGE = 20


@require_safe
@login_required
def requests(request: HttpRequest) -> HttpResponse:
    """The member's requests: number, state, last day."""
    page = Paginator(RightsRequest.objects.of(_subject(request)), ON_A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "privacy_rights/requests.html", {"page": page, "days": DAYS_TO_ANSWER})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_request(request: HttpRequest) -> HttpResponse:
    """What can be done at once, and the form for everything; the number is on the next page."""
    initial = {name: request.GET.get(name, "") for name in ("kind", "complains_of")}
    given = request.POST if request.method == "POST" else None
    form = RequestForm(given, subject_id=_subject(request), initial=initial)
    made = _submitted(request, form) if form.is_valid() else None
    if made:
        return redirect("rights:show_request", made.pk)
    return TemplateResponse(request, "privacy_rights/new_request.html", {"form": form, "days": DAYS_TO_ANSWER})


@require_safe
@login_required
@never_cache
def show_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request, what became of it, and who helps when the answer is not right."""
    own = RightsRequest.objects.of(_subject(request)).select_related("complains_of")
    asked = get_object_or_404(own, pk=request_id)
    open_own([asked], asked.subject_id)
    told = asked.state not in (RequestState.RECEIVED, RequestState.CLOSED) or asked.is_overdue
    context = {
        "asked": asked,
        "events": RightsRequestEvent.objects.filter(request=asked.pk, subject=asked.subject_id),
        "contacts": CurrentContact.objects.all() if told else [],
        "complaint": RequestKind.COMPLAINT.value,
    }
    return TemplateResponse(request, "privacy_rights/show_request.html", context)


def _submitted(request: HttpRequest, form: RequestForm) -> RightsRequest | None:
    try:
        made = submit(subject_id=_subject(request), wish=form.wished)
    except TooManyRequests:
        text = _("%(count)s of your requests wait for an answer. Please let us answer these first.")
        form.add_error(None, text % {"count": MOST_OPEN})
    except RightsRequest.DoesNotExist:
        form.add_error(None, _("This form was used before. Please load the page again."))
    else:
        messages.success(
            request, _("We have received your request. Its number is %(number)s.") % {"number": made.number}
        )
        return made
    return None


def _subject(request: HttpRequest) -> Any:
    member: Any = request.user
    return member.subject_id
