"""The agency's side: an inbox without values, and every look a provision that was recorded before it (rule 17)."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from privacy.audit.actors import ActorKind, actor_of
from privacy.inquiries import services
from privacy.inquiries.agency import delivery, open_inquiry, open_items, with_consent
from privacy.inquiries.exceptions import NotOpen
from privacy.inquiries.forms import AnswerForm
from privacy.inquiries.models import Inquiry
from privacy.policy.services import require_open
from privacy.provision.services import deny

ON_A_PAGE = 50
View = Callable[..., HttpResponse]


def counsellor_only(view: View) -> View:
    """For accounts of the agency that gave a second factor in this session; for others these pages do not exist."""

    @login_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if actor_of(request).kind != ActorKind.AGENCY:
            raise Http404
        if not is_mfa_enabled(request.user):
            return redirect("mfa_index")
        if not any(entry["method"] == "mfa" for entry in get_authentication_records(request, request.user)):
            return redirect_to_login(request.get_full_path(), resolve_url("mfa_reauthenticate"))
        require_open(Inquiry.activity)
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@counsellor_only
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for an answer of the agency: numbers and days, nobody's name, no search."""
    page = Paginator(Inquiry.objects.at_agency(), ON_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = with_consent(page.object_list)
    pressing = {row.pk for row in Inquiry.objects.pressing().filter(pk__in=[row.pk for row in page.object_list])}
    return TemplateResponse(request, "privacy_inquiries/inbox.html", {"page": page, "pressing": pressing})


@sensitive_post_parameters("text")
@require_http_methods(["GET", "HEAD", "POST"])
@counsellor_only
def answer(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """The text of one inquiry, and its answer, which closes it."""
    inquiry = _reachable(request, inquiry_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _answered(request, inquiry, form)
    open_inquiry(inquiry, to=actor_of(request))
    return TemplateResponse(request, "privacy_inquiries/answer.html", {"inquiry": inquiry, "form": form})


@require_safe
@counsellor_only
def items(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """The items of the person who asked, as far as the policy lists them for the agency."""
    inquiry = _reachable(request, inquiry_id)
    told = open_items(inquiry, to=actor_of(request))
    return TemplateResponse(request, "privacy_inquiries/items.html", {"inquiry": inquiry, "told": told})


def _reachable(request: HttpRequest, inquiry_id: UUID) -> Inquiry:
    """The inquiry, if the agency has to answer it; else the attempt is on record. Raises ProvisionDenied."""
    inquiry = get_object_or_404(Inquiry, pk=inquiry_id)
    if not inquiry.is_at_agency:
        deny([inquiry], delivery=delivery(actor_of(request)))
    return inquiry


def _answered(request: HttpRequest, inquiry: Inquiry, form: AnswerForm) -> HttpResponse:
    text, by = form.cleaned_data["text"], actor_of(request)
    try:
        services.answer_inquiry(inquiry_id=inquiry.pk, text=text, by=by, for_agency=True)
        messages.success(request, _("The answer is sent, and the inquiry is closed."))
    except NotOpen:
        messages.error(request, _("This inquiry is not open for you any more. Nothing was sent."))
    return redirect("inquiries:inbox")
