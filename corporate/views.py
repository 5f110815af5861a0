"""The pages of a company: registering it, where its review stands, and what anybody may read about it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from corporate.choices import CompanyRole, CompanyStatus
from corporate.forms import CompanyForm, LogoForm
from corporate.models import Company, CompanyMembership
from corporate.permissions import acting_for_a_company, corporate_member, membership_of
from corporate.services import register_company, resubmit_company, set_logo
from members.models import Member
from privacy.consent.services import ask
from privacy.subjects.opening import open_own

ACTIVITY = "company_membership"


@require_safe
def company_page(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """What an approved company says about itself."""
    company = get_object_or_404(Company.objects.approved().select_related("industry", "region__parent"), pk=company_id)
    return TemplateResponse(request, "corporate/company_page.html", {"employer": company})


@require_safe
def company_logo(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """The logo: public with the company, before that for those who act for it."""
    company = get_object_or_404(Company.objects.exclude(logo=""), pk=company_id)
    member = request.user
    own = isinstance(member, Member) and Company.objects.of(member.subject_id).filter(pk=company_id).exists()
    if not company.is_approved and not own:
        raise Http404
    with company.logo.open("rb") as file:
        picture: bytes = file.read()
    return HttpResponse(picture, headers={"Content-Type": "image/png", "Cache-Control": "public, max-age=3600"})


@require_http_methods(["GET", "HEAD", "POST"])
@acting_for_a_company
def change_logo(request: HttpRequest, membership: CompanyMembership) -> HttpResponse:
    """Show and replace the logo."""
    company = _owned(membership)
    form = LogoForm(request.POST, request.FILES) if request.method == "POST" else LogoForm()
    if form.is_valid():
        set_logo(company_id=company.pk, picture=form.cleaned_data["logo"])
        messages.success(request, _("The logo is stored."))
        return redirect("change_company_logo")
    return TemplateResponse(request, "corporate/company_logo.html", {"employer": company, "form": form})


@require_POST
@acting_for_a_company
def delete_logo(request: HttpRequest, membership: CompanyMembership) -> HttpResponse:
    """Delete the logo at once."""
    set_logo(company_id=_owned(membership).pk, picture=None)
    messages.success(request, _("The logo is deleted."))
    return redirect("change_company_logo")


@require_safe
@acting_for_a_company
def company_home(request: HttpRequest, membership: CompanyMembership) -> HttpResponse:
    """Where the company stands, and what can be done next."""
    return TemplateResponse(request, "corporate/company_home.html", {"membership": membership})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def company_profile(request: HttpRequest) -> HttpResponse:
    """Register a company, mend one that was refused, or read its items."""
    member = corporate_member(request)
    membership = membership_of(member)
    if membership is None:
        return _register(request, member)
    if membership.company.status == CompanyStatus.REFUSED and membership.role == CompanyRole.OWNER:
        return _mend(request, member, membership.company)
    return TemplateResponse(request, "corporate/company_items.html", {"employer": membership.company})


def _owned(membership: CompanyMembership) -> Company:
    """The company, for its owner; for others of the company these pages do not exist."""
    if membership.role != CompanyRole.OWNER:
        raise Http404
    return membership.company


def _register(request: HttpRequest, member: Member) -> HttpResponse:
    question = ask(activity=ACTIVITY, language=get_language() or "ko", subject_id=member.subject_id)
    form = CompanyForm(request.POST or None, question=question)
    if request.method == "POST" and form.is_valid():
        items = dict(form.cleaned_data)
        register_company(subject_id=member.subject_id, consent=items.pop("consent"), items=items)
        messages.success(request, _("Your company is registered. We will check it within two working days."))
        return redirect("company_home")
    return TemplateResponse(request, "corporate/company_form.html", {"form": form, "employer": None})


def _mend(request: HttpRequest, member: Member, company: Company) -> HttpResponse:
    registration = company.registration
    open_own([registration], member.subject_id)
    form = CompanyForm(request.POST or None, instance=company, registration=registration)
    if request.method == "POST" and form.is_valid():
        company.refresh_from_db()
        resubmit_company(company=company, registration=registration, items=form.cleaned_data)
        messages.success(request, _("Your company is before our reviewers again."))
        return redirect("company_home")
    return TemplateResponse(request, "corporate/company_form.html", {"form": form, "employer": company})
