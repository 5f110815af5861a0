"""Postings: what everybody reads, and what a company writes."""

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from corporate.models import CompanyMembership
from corporate.permissions import acting_for_a_company
from privacy.cookies.choice import choice_of, keep
from privacy.cookies.visits import count_search
from recruitment.postings.choices import LAST_SEARCH, PostingStatus
from recruitment.postings.exceptions import NotPublishable
from recruitment.postings.forms import PostingForm, PostingSearchForm
from recruitment.postings.models import Posting
from recruitment.postings.services import (
    close_posting,
    is_a_word,
    popular_searches,
    publish_posting,
    write_posting,
)

ON_A_PAGE = 20


@require_safe
def list_postings(request: HttpRequest) -> HttpResponse:
    """Open postings, narrowed by words and region; the address can be shared."""
    form = PostingSearchForm(request.GET)
    postings = Posting.objects.open().with_names()
    if get_language() == settings.LANGUAGE_CODE:
        postings = postings.newest_first()
    else:
        postings = postings.in_language_first(get_language() or "")
    if form.is_valid():
        postings = postings.mentioning(form.cleaned_data["words"])
        if form.cleaned_data["region"]:
            postings = postings.within(form.cleaned_data["region"])
        if form.cleaned_data["language"]:
            postings = postings.filter(language=form.cleaned_data["language"])
    page = Paginator(postings, ON_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "page": page, "query": f"{query.urlencode()}&" if query else ""}
    if form.is_valid() and page.paginator.count:
        count_search(request, form.cleaned_data["words"], is_a_word=is_a_word)
    popular = [] if request.GET else popular_searches()
    context |= {"popular": popular, **_last_search(request)}
    response = TemplateResponse(request, "recruitment/list_postings.html", context)
    _remember(request, response, form)
    return response


@require_safe
def show_posting(request: HttpRequest, posting_id: UUID) -> HttpResponse:
    """One posting; a closed one says so."""
    posting = get_object_or_404(Posting.objects.public().with_names(), pk=posting_id)
    return TemplateResponse(request, "recruitment/show_posting.html", {"posting": posting})


@require_safe
@acting_for_a_company
def company_postings(request: HttpRequest, membership: CompanyMembership) -> HttpResponse:
    """The company's own postings, in every state."""
    postings = Posting.objects.filter(company=membership.company).with_names().order_by("-created_at", "-id")
    page = Paginator(postings, ON_A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "recruitment/company_postings.html", {"page": page, "membership": membership})


@require_http_methods(["GET", "HEAD", "POST"])
@acting_for_a_company
def new_posting(request: HttpRequest, membership: CompanyMembership) -> HttpResponse:
    """Write a draft; it can be prepared before the company is approved."""
    form = PostingForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and membership.may_publish:
        posting = write_posting(company=membership.company, items=form.cleaned_data)
        messages.success(request, _("The draft is saved. Read it once more, then publish it."))
        return redirect("edit_posting", posting.pk)
    return TemplateResponse(request, "recruitment/posting_form.html", {"form": form, "posting": None})


@require_http_methods(["GET", "HEAD", "POST"])
@acting_for_a_company
def edit_posting(request: HttpRequest, membership: CompanyMembership, posting_id: UUID) -> HttpResponse:
    """Change a draft, or see a published posting with what can be done about it."""
    posting = get_object_or_404(Posting.objects.filter(company=membership.company), pk=posting_id)
    if posting.status != PostingStatus.DRAFT or not membership.may_publish:
        return TemplateResponse(request, "recruitment/company_posting.html", {"posting": posting})
    form = PostingForm(request.POST or None, instance=posting)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The draft is saved."))
        return redirect("edit_posting", posting.pk)
    return TemplateResponse(request, "recruitment/posting_form.html", {"form": form, "posting": posting})


@require_POST
@acting_for_a_company
def publish(request: HttpRequest, membership: CompanyMembership, posting_id: UUID) -> HttpResponse:
    """Make a draft public."""
    posting = get_object_or_404(Posting.objects.filter(company=membership.company), pk=posting_id)
    try:
        if not membership.may_publish:
            raise NotPublishable
        publish_posting(posting_id=posting.pk)
        messages.success(request, _("The posting is public."))
    except NotPublishable:
        messages.error(request, _("Only a draft of an approved company, with its last day ahead, can be published."))
    return redirect("edit_posting", posting.pk)


@require_POST
@acting_for_a_company
def close(request: HttpRequest, membership: CompanyMembership, posting_id: UUID) -> HttpResponse:
    """Take no more applications."""
    posting = get_object_or_404(Posting.objects.filter(company=membership.company), pk=posting_id)
    if membership.may_publish:
        close_posting(posting_id=posting.pk)
        messages.success(request, _("The posting takes no more applications."))
    return redirect("edit_posting", posting.pk)


def _last_search(request: HttpRequest) -> dict[str, str]:
    """For the link that goes on where the visitor left off; the cookie may hold anything, so the form reads it."""
    kept = QueryDict(request.COOKIES.get(LAST_SEARCH, ""))
    form = PostingSearchForm(kept)
    if request.GET or not kept or not form.is_valid():
        return {"last_search": "", "last_search_said": ""}
    region = dict(form.fields["region"].choices).get(form.cleaned_data["region"], "")  # type: ignore[attr-defined]
    said = [form.cleaned_data["words"], str(region) if form.cleaned_data["region"] else ""]
    return {"last_search": urlencode(form.cleaned_data), "last_search_said": " · ".join(filter(None, said))}


def _remember(request: HttpRequest, response: HttpResponse, form: PostingSearchForm) -> None:
    """Keep this search in the browser of somebody who allowed it."""
    if form.is_valid() and any(form.cleaned_data.values()) and choice_of(request).allows(LAST_SEARCH):
        keep(response, LAST_SEARCH, urlencode(form.cleaned_data))
