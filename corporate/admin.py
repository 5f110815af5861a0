"""The review of companies at the desk."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from corporate.exceptions import WrongStatus
from corporate.forms import DecisionForm
from corporate.models import Company, CompanyRegistration
from corporate.services import decide
from privacy.audit.actors import actor_of
from privacy.audit.desk import DeskAdmin, PersonalAdmin
from privacy.audit.masking import mask_name


@admin.register(Company)
class CompanyAdmin(DeskAdmin):
    """Companies, those in review first to be decided; items are read-only here."""

    change_form_template = "admin/corporate/company.html"
    list_display = ("name", "status", "industry", "submitted_at", "decided_at")
    list_filter = ("status",)
    ordering = ("-submitted_at",)
    list_select_related = ("industry",)
    fields = (
        "name", "status", "region", "address_line", "postcode", "industry", "main_business", "capital", "annual_sales",
        "classification", "website", "introduction", "name_en", "main_business_en", "introduction_en",
         "submitted_at", "decided_at", "refusal_reason",
    )  # fmt: skip

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Items are the company's; staff decide, by the form below them."""
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The items, with the decision form while the review is open."""
        # get_object also answers None to what is no UUID; who may see it at all, Django's own view asks next.
        registration = CompanyRegistration.objects.filter(company=self.get_object(request, object_id)).first()
        context = {"decision": DecisionForm(), "registration": registration, "may_decide": self._may_decide(request)}
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        decision = path(
            "<uuid:company_id>/decide/",
            self.admin_site.admin_view(self.decide_view),
            name="corporate_company_decide",
        )
        return [decision, *super().get_urls()]

    def decide_view(self, request: HttpRequest, company_id: UUID) -> HttpResponse:
        """Approve or refuse, with a reason where it is a refusal."""
        if not self._may_decide(request):
            raise PermissionDenied
        form = DecisionForm(request.POST)
        if request.method != "POST" or not form.is_valid():
            messages.error(request, _("A refusal needs its reason."))
        else:
            try:
                decide(company_id=company_id, by=actor_of(request), **form.cleaned_data)
                messages.success(request, _("The decision is recorded."))
            except WrongStatus:
                messages.error(request, _("This company has been decided about before."))
        return redirect(f"{self.admin_site.name}:corporate_company_change", company_id)

    def _may_decide(self, request: HttpRequest) -> bool:
        return request.user.has_perm("corporate.change_company")


@admin.register(CompanyRegistration)
class CompanyRegistrationAdmin(PersonalAdmin):
    """Number and representative, masked; found by number."""

    list_display = ("company", "registration_number", "representative_name")
    list_select_related = ("company",)
    masks = {"representative_name": mask_name}
    lookups = {"registration_number": "registration_number_index"}
    fields = ("company", "registration_number", "representative_name")
