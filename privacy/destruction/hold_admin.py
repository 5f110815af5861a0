"""The officer's pages of holds: what is held on what ground until when, and by whom (product rule 24)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from privacy.audit.desk import DeskAdmin
from privacy.destruction import holds, overview
from privacy.destruction.exceptions import NotHeld, NothingToHold, TooLateToHold, WrongPeriod
from privacy.destruction.forms import HoldForm, ReleaseForm, RenewalForm
from privacy.destruction.grounds import today
from privacy.destruction.models import HoldEvent, PlanItem

MAY_HOLD = "privacy_destruction.add_holdevent"
REFUSALS: dict[type[Exception], Any] = {
    WrongPeriod: _("A hold ends today at the earliest and in 90 days at the latest."),
    NothingToHold: _("Nothing is processed under this activity, or it is held already."),
    TooLateToHold: _("It is too late: the data are being destroyed at this moment."),
    NotHeld: _("This hold has ended or was changed meanwhile; look at it again."),
}


class InForceFilter(admin.SimpleListFilter):
    """Those in force, or the whole history."""

    title = _("in force")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("in force"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """What the officer asked for; the rest of the page stays as it is."""
        return queryset.in_force(today()) if self.value() == "yes" else queryset


class HoldEventAdmin(DeskAdmin):
    """The history of holds, and the three things that an officer does with one."""

    list_display = ("subject", "activity_title", "kind", "ground", "basis", "until", "at")
    list_filter = (InForceFilter, "ground", "kind")
    list_select_related = ("subject",)
    list_per_page = list_max_show_all = 50
    change_list_template = "admin/privacy_destruction/holds.html"

    @admin.display(description=_("activity"))
    def activity_title(self, event: HoldEvent) -> str:
        return overview.activity_title(event.activity)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "privacy_destruction_holdevent"
        fresh = reauthentication_required
        return [
            path("place/", view(fresh(self.place_view)), name=f"{name}_place"),
            path("<uuid:hold_id>/renew/", view(fresh(self.renew_view)), name=f"{name}_renew"),
            path("<uuid:hold_id>/release/", view(fresh(self.release_view)), name=f"{name}_release"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, with the way to a new hold for whoever may place one."""
        return super().changelist_view(request, {"may_hold": request.user.has_perm(MAY_HOLD), **(extra_context or {})})

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """One hold with its history."""
        event = self._event(request, object_id)
        history = HoldEvent.objects.filter(subject=event.subject_id, activity=event.activity)
        in_force = HoldEvent.objects.in_force(today()).filter(pk=event.pk).exists()
        context = {
            "title": _("Hold"),
            "event": event,
            "activity": overview.activity_title(event.activity),
            "history": history.order_by("-seq")[:50],
            "may_change": in_force and request.user.has_perm(MAY_HOLD),
        }
        return self._page(request, "hold.html", context)

    def place_view(self, request: HttpRequest) -> HttpResponse:
        """Hold the data of one subject under one activity."""
        self._refuse_who_may_not(request)
        form = HoldForm(request.POST or None, initial=_scope(request.GET.get("item", "")))

        def place(cleaned: dict[str, Any]) -> HoldEvent:
            return holds.place(officer_id=_officer(request), **cleaned)

        return self._decide(request, form, _("Place a hold"), place, _("It is held."))

    def renew_view(self, request: HttpRequest, hold_id: UUID) -> HttpResponse:
        """Let a hold last longer."""
        self._refuse_who_may_not(request)
        event = self._event(request, hold_id)
        form = RenewalForm(request.POST or None)

        def renew(cleaned: dict[str, Any]) -> HoldEvent:
            return holds.renew(hold_id=event.pk, officer_id=_officer(request), **cleaned)

        return self._decide(request, form, _("Renew the hold"), renew, _("The hold is renewed."))

    def release_view(self, request: HttpRequest, hold_id: UUID) -> HttpResponse:
        """End a hold before its day."""
        self._refuse_who_may_not(request)
        event = self._event(request, hold_id)
        form = ReleaseForm(request.POST or None)

        def release(cleaned: dict[str, Any]) -> HoldEvent:
            return holds.release(hold_id=event.pk, officer_id=_officer(request))

        return self._decide(request, form, _("Release the hold"), release, _("The hold is released."))

    def _decide(
        self, request: HttpRequest, form: Any, title: Any, act: Callable[[dict[str, Any]], HoldEvent], said: Any
    ) -> HttpResponse:
        if form.is_valid():
            try:
                event = act(form.cleaned_data)
            except tuple(REFUSALS) as refusal:
                form.add_error(None, REFUSALS[type(refusal)])
            else:
                messages.success(request, said)
                return redirect("admin:privacy_destruction_holdevent_change", event.pk)
        context = {"form": form, "submit": title, "title": title}
        return self._page(request, "hold_decide.html", context, refused=form.is_bound)

    def _refuse_who_may_not(self, request: HttpRequest) -> None:
        if not request.user.has_perm(MAY_HOLD):
            raise PermissionDenied

    def _event(self, request: HttpRequest, hold_id: object) -> HoldEvent:
        if not self.has_view_permission(request):
            raise PermissionDenied
        event: HoldEvent | None = self.get_object(request, str(hold_id))
        if event is None:
            raise Http404
        return event

    def _page(
        self, request: HttpRequest, template: str, context: dict[str, Any], *, refused: bool = False
    ) -> TemplateResponse:
        request.current_app = self.admin_site.name
        everywhere = {**self.admin_site.each_context(request), "opts": self.opts}
        status = 422 if refused else 200
        return TemplateResponse(request, f"admin/privacy_destruction/{template}", everywhere | context, status=status)


def _scope(item_id: str) -> dict[str, Any]:
    """What the form is filled with by a link from an item of a plan."""
    try:
        item = PlanItem.objects.filter(pk=UUID(item_id)).first()
    except ValueError:
        return {}
    return {"subject_id": item.subject_id, "activity": item.activity} if item else {}


def _officer(request: HttpRequest) -> UUID:
    return UUID(str(request.user.pk))
