"""The member's side of inquiries: written, followed, read, closed (product rules 17 and 29)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacy.consent.exceptions import ConsentRefused
from privacy.inquiries import services
from privacy.inquiries.agency import question_for, said_about_agency
from privacy.inquiries.choices import Addressee
from privacy.inquiries.exceptions import NotOpen, TooManyInquiries
from privacy.inquiries.forms import InquiryForm
from privacy.inquiries.models import Inquiry
from privacy.policy.models import CurrentContact
from privacy.policy.services import effective_version, is_open
from privacy.subjects.exceptions import NotProcessing
from privacy.subjects.opening import open_own

ON_A_PAGE = 20


@sensitive_post_parameters("text")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Write to IMPIX or to the agency, or learn how to ask while the policy in force knows no inquiries."""
    if not is_open(Inquiry.activity):
        return _closed(request)
    question = question_for(_subject(request), get_language() or "ko")
    form = InquiryForm(request.POST if request.method == "POST" else None, question=question)
    if form.is_valid():
        try:
            return redirect("inquiries:show", _written(request, form).pk)
        except ConsentRefused:
            form.add_error("consent", form.fields["consent"].error_messages["stale"])
        except TooManyInquiries:
            form.add_error(None, _("Ten of your inquiries wait for an answer. Please wait for one of them."))
        except NotProcessing:
            return _closed(request)
    context = {"form": form, "agency": said_about_agency(), "asked": question is not None}
    return TemplateResponse(request, "privacy_inquiries/new.html", context)


@require_safe
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """The member's inquiries and where they stand."""
    page = Paginator(Inquiry.objects.of(_subject(request)), ON_A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "privacy_inquiries/own.html", {"page": page})


@require_safe
@login_required
@never_cache
def show(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """One inquiry with its answer and the next remedy."""
    inquiry = get_object_or_404(Inquiry.objects.of(_subject(request)), pk=inquiry_id)
    open_own([inquiry], _subject(request))
    context = {"inquiry": inquiry, "contacts": CurrentContact.objects.all()}
    return TemplateResponse(request, "privacy_inquiries/show.html", context)


@require_POST
@login_required
def close(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """No answer is needed any more."""
    inquiry = get_object_or_404(Inquiry.objects.of(_subject(request)), pk=inquiry_id)
    try:
        services.close_inquiry(inquiry_id=inquiry.pk, subject_id=_subject(request))
        messages.success(
            request, _("The inquiry is closed. Nobody answers it, and the agency can open nothing for it any more.")
        )
    except NotOpen:
        messages.info(request, _("This inquiry was closed before."))
    return redirect("inquiries:show", inquiry.pk)


def _written(request: HttpRequest, form: InquiryForm) -> Inquiry:
    given = form.cleaned_data
    inquiry = services.write_inquiry(
        subject_id=_subject(request),
        text=given["text"],
        to=Addressee(given["to"]),
        submission=given["submission"],
        consent=given.get("consent"),
    )
    if form.misses_consent:
        messages.info(request, _("Without your consent nothing went to the operating agency. IMPIX answers itself."))
    return inquiry


def _closed(request: HttpRequest) -> HttpResponse:
    """403, with what one may do instead: officer, phone and e-mail as the version in force names them."""
    context = {"version": effective_version()}
    return TemplateResponse(request, "privacy_inquiries/closed.html", context, status=403)


def _subject(request: HttpRequest) -> Any:
    member: Any = request.user
    return member.subject_id
