"""The officer's pages of destruction: what is proposed, the decision, progress and certificate (policy art. 6).

The web process only decides; it has no right to destroy anything.
"""

from datetime import date
from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from privacy import codes, signing
from privacy.audit.actors import actor_of
from privacy.audit.desk import DeskAdmin
from privacy.destruction import certificate, deciders, overview, printing, services
from privacy.destruction.choices import ItemState, PlanState
from privacy.destruction.exceptions import EditorApproves, PlanAltered, WrongNumber, WrongState
from privacy.destruction.forms import ApprovalForm, ClosingForm
from privacy.destruction.hold_admin import HoldEventAdmin
from privacy.destruction.models import ArchiveEntry, DestructionPlan, DestructionReason, HoldEvent, PaperItem, PlanItem
from privacy.destruction.paper_admin import PaperItemAdmin

OPEN = (PlanState.DRAFT, PlanState.APPROVED)


class ReadOnlyAdmin(DeskAdmin):
    """A list that is looked at."""

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(DestructionReason)
class DestructionReasonAdmin(ReadOnlyAdmin):
    """Why data must go, by random ids."""

    list_display = ("subject", "activity_title", "kind_title", "anchor", "due", "withdrawn_at", "settled_at")
    list_filter = ("kind", "activity")
    date_hierarchy = "due"
    ordering = ("-due", "-id")

    @admin.display(description=_("activity"))
    def activity_title(self, reason: DestructionReason) -> str:
        return overview.activity_title(reason.activity)

    @admin.display(description=_("reason"))
    def kind_title(self, reason: DestructionReason) -> str:
        return overview.reason_title(reason.kind)


@admin.register(ArchiveEntry)
class ArchiveEntryAdmin(ReadOnlyAdmin):
    """What is kept apart: whose, under which law, until when. The content is in the archive."""

    list_display = ("subject", "law", "items", "keep_until", "state", "visible_at")
    list_filter = ("state", "rule")
    date_hierarchy = "keep_until"


@admin.register(PlanItem)
class PlanItemAdmin(ReadOnlyAdmin):
    """What plans consist of, by random ids; the way to a hold (product rule 24)."""

    list_display = ("subject", "hold", "activity_title", "reason_title", "due", "state", "skipped_because")
    list_display_links = None
    list_filter = ("state", "activity")
    list_select_related = ("subject", "reason")
    list_per_page = list_max_show_all = 50
    ordering = ("-plan__number", "subject", "activity")

    def _filter_names(self, request: HttpRequest) -> list[str]:
        return [*super()._filter_names(request), "plan"]

    @admin.display(description=_("activity"))
    def activity_title(self, item: PlanItem) -> str:
        return overview.activity_title(item.activity)

    @admin.display(description=_("reason"))
    def reason_title(self, item: PlanItem) -> str:
        return overview.reason_title(item.reason.kind)

    @admin.display(description=_("due"))
    def due(self, item: PlanItem) -> date:
        return item.reason.due

    @admin.display(description=_("hold"))
    def hold(self, item: PlanItem) -> str:
        if item.state != ItemState.PLANNED:
            return ""
        address = reverse("admin:privacy_destruction_holdevent_place", query={"item": str(item.pk)})
        return format_html('<a href="{}">{}</a>', address, _("Place a hold"))


@admin.register(DestructionPlan)
class DestructionPlanAdmin(ReadOnlyAdmin):
    """The plans and what the officer decides on them (rule 23)."""

    list_display = ("number", "state", "drafted_at", "how_many", "approved_at", "not_before", "certified_at")
    list_filter = ("state",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        plans: models.QuerySet[Any] = super().get_queryset(request)
        counted: models.QuerySet[Any] = plans.annotate(n=models.Count("items__subject", distinct=True))
        return counted

    @admin.display(description=_("subjects"))
    def how_many(self, plan: Any) -> int:
        return int(plan.n)

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "privacy_destruction_destructionplan"
        # Deciding needs the password or passkey given again within the last minutes.
        fresh = reauthentication_required
        return [
            path("<uuid:plan_id>/approve/", view(fresh(self.approve_view)), name=f"{name}_approve"),
            path("<uuid:plan_id>/reject/", view(fresh(self.reject_view)), name=f"{name}_reject"),
            path("<uuid:plan_id>/cancel/", view(fresh(self.cancel_view)), name=f"{name}_cancel"),
            path("<uuid:plan_id>/certificate/", view(self.certificate_view), name=f"{name}_certificate"),
            path("<uuid:plan_id>/certificate.pdf", view(self.certificate_pdf_view), name=f"{name}_certificate_pdf"),
            *super().get_urls(),
        ]

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """Counts, reasons, what is kept under which law, a masked sample, progress."""
        plan = self._plan(request, object_id)
        context = {
            "plan": plan,
            "title": self._title(plan),
            "lines": overview.lines(plan),
            "kept": overview.kept(plan),
            "sample": overview.sample(plan, actor=actor_of(request)) if plan.state in OPEN else [],
            "progress": overview.progress(plan),
            "failing": plan.batches.unfinished().exclude(error=""),
            "subjects": plan.items.values("subject").distinct().count(),
            "certificate": getattr(plan, "certificate", None),
            "code": codes.code_of(certificate.FORM, plan.pk),
            "cooling_hours": settings.DESTRUCTION_COOLING_HOURS,
            "papers": PaperItem.objects.of_plan(plan).unconfirmed().count(),
            "estimate": overview.estimate(plan) if plan.state in OPEN else None,
            "history": overview.history(plan),
            "may_decide": request.user.has_perm(deciders.DECIDE),
            "may_approve": deciders.may_approve(request.user, plan),
            "may_see_items": request.user.has_perm("privacy_destruction.view_planitem"),
        }
        return self._page(request, "admin/privacy_destruction/plan.html", context)

    def approve_view(self, request: HttpRequest, plan_id: UUID) -> HttpResponse:
        """Sign the plan, after typing its number; a deputy may do so from the third day on."""
        plan = self._plan(request, plan_id)
        if not deciders.may_approve(request.user, plan):
            raise PermissionDenied
        form = ApprovalForm(request.POST or None)
        if form.is_valid():
            try:
                number = form.cleaned_data["number"]
                services.approve(plan_id=plan.pk, officer_id=_officer(request), typed_number=number)
                return self._done(request, plan, _("Plan %(number)s is approved."))
            except WrongNumber:
                form.add_error("number", _("This is not the number of the plan."))
            except EditorApproves:
                form.add_error(None, _("You took items out of this plan, so another officer approves it."))
            except (WrongState, PlanAltered):
                form.add_error(None, _("The plan has changed; look at it again."))
        return self._decision(request, plan, form, _("Approve"))

    def reject_view(self, request: HttpRequest, plan_id: UUID) -> HttpResponse:
        """Refuse a draft, with a reason."""
        return self._close(request, plan_id, services.reject, _("Reject"), _("Plan %(number)s is rejected."))

    def cancel_view(self, request: HttpRequest, plan_id: UUID) -> HttpResponse:
        """Take an approval back while it is cooling."""
        return self._close(request, plan_id, services.cancel, _("Cancel"), _("Plan %(number)s is cancelled."))

    def certificate_view(self, request: HttpRequest, plan_id: UUID) -> HttpResponse:
        """The signed document as a file."""
        plan = self._certified(request, plan_id)
        content = signing.canonical_json(plan.certificate.document)
        return _file(content, "application/json", f"destruction-{plan.number}.json")

    def certificate_pdf_view(self, request: HttpRequest, plan_id: UUID) -> HttpResponse:
        """The same on one page, for people."""
        plan = self._certified(request, plan_id)
        content = printing.print_certificate(plan.certificate)
        return _file(content, "application/pdf", f"destruction-{plan.number}.pdf")

    def _close(self, request: HttpRequest, plan_id: UUID, service: Any, title: Any, message: Any) -> HttpResponse:
        plan = self._decided(request, plan_id)
        form = ClosingForm(request.POST or None)
        if form.is_valid():
            try:
                service(plan_id=plan.pk, officer_id=_officer(request), reason=form.cleaned_data["reason"])
                return self._done(request, plan, message)
            except WrongState:
                form.add_error(None, _("The plan has changed; look at it again."))
        return self._decision(request, plan, form, title)

    def _certified(self, request: HttpRequest, plan_id: object) -> DestructionPlan:
        plan = self._plan(request, plan_id)
        if plan.state != PlanState.CERTIFIED:
            raise Http404
        return plan

    def _plan(self, request: HttpRequest, plan_id: object) -> DestructionPlan:
        if not self.has_view_permission(request):
            raise PermissionDenied
        plan: DestructionPlan | None = self.get_object(request, str(plan_id))  # also answers None to what is no UUID
        if plan is None:
            raise Http404
        return plan

    def _decided(self, request: HttpRequest, plan_id: UUID) -> DestructionPlan:
        if not request.user.has_perm(deciders.DECIDE):
            raise PermissionDenied
        return self._plan(request, plan_id)

    def _done(self, request: HttpRequest, plan: DestructionPlan, message: Any) -> HttpResponse:
        messages.success(request, message % {"number": plan.number})
        return redirect(f"{self.admin_site.name}:privacy_destruction_destructionplan_change", plan.pk)

    def _decision(self, request: HttpRequest, plan: DestructionPlan, form: Any, submit: Any) -> HttpResponse:
        context = {"plan": plan, "form": form, "submit": submit, "title": f"{submit}: {self._title(plan)}"}
        return self._page(request, "admin/privacy_destruction/decide.html", context, refused=form.is_bound)

    def _title(self, plan: DestructionPlan) -> str:
        return str(_("Destruction plan %(number)s") % {"number": plan.number})

    def _page(
        self, request: HttpRequest, template: str, context: dict[str, Any], *, refused: bool = False
    ) -> TemplateResponse:
        request.current_app = self.admin_site.name
        everywhere = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, template, everywhere | context, status=422 if refused else 200)


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})


def _officer(request: HttpRequest) -> UUID:
    return UUID(str(request.user.pk))


admin.site.register(HoldEvent, HoldEventAdmin)
admin.site.register(PaperItem, PaperItemAdmin)
