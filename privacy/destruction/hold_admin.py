"""The officer's pages of holds: what is held on what ground until when, and by whom (product rule 24)."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from privacy.destruction import holds, overview
from privacy.destruction.exceptions import NotHeld, NothingToHold, TooLateToHold, WrongPeriod
from privacy.destruction.form_pages import FormPageAdmin, officer_of, scope
from privacy.destruction.forms import HoldForm, ReleaseForm, RenewalForm
from privacy.destruction.grounds import today
from privacy.destruction.models import HoldEvent

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


class HoldEventAdmin(FormPageAdmin):
    """The history of holds, and the three things that an officer does with one."""

    list_display = ("subject", "activity_title", "until", "basis", "kind", "ground")
    list_filter = (InForceFilter, "ground", "kind")
    list_select_related = ("subject",)
    list_per_page = list_max_show_all = 50
    change_list_template = "admin/privacy_destruction/holds.html"
    right = MAY_HOLD
    refusals = REFUSALS
    note = _(
        "While it is held, no plan destroys it. When the hold ends, it is proposed the next night with its first "
        "due date."
    )

    @admin.display(description=_("activity"))
    def activity_title(self, event: HoldEvent) -> str:
        return overview.activity_title(event.activity)

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "privacy_destruction_holdevent"
        fresh = reauthentication_required
        return [
            path("place/", view(fresh(self.place_view)), name=f"{name}_place"),
            path("<uuid:hold_id>/renew/", view(fresh(self.renew_view)), name=f"{name}_renew"),
            path("<uuid:hold_id>/release/", view(fresh(self.release_view)), name=f"{name}_release"),
            *super().get_urls(),
        ]

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """One hold with its history."""
        event = self.row(request, object_id)
        history = HoldEvent.objects.filter(subject=event.subject_id, activity=event.activity)
        in_force = HoldEvent.objects.in_force(today()).filter(pk=event.pk).exists()
        context = {
            "title": _("Hold"),
            "event": event,
            "activity": overview.activity_title(event.activity),
            "history": history.order_by("-seq")[:50],
            "may_change": in_force and request.user.has_perm(MAY_HOLD),
        }
        return self.page(request, "hold.html", context)

    def place_view(self, request: HttpRequest) -> HttpResponse:
        """Hold the data of one subject under one activity."""
        self.refuse_who_may_not(request)
        form = HoldForm(request.POST or None, initial=scope(request.GET.get("item", "")))

        def place(cleaned: dict[str, Any]) -> HoldEvent:
            return holds.place(officer_id=officer_of(request), **cleaned)

        return self.act(request, form, _("Place a hold"), place, _("It is held."))

    def renew_view(self, request: HttpRequest, hold_id: UUID) -> HttpResponse:
        """Let a hold last longer."""
        self.refuse_who_may_not(request)
        event = self.row(request, hold_id)
        form = RenewalForm(request.POST or None)

        def renew(cleaned: dict[str, Any]) -> HoldEvent:
            return holds.renew(hold_id=event.pk, officer_id=officer_of(request), **cleaned)

        return self.act(request, form, _("Renew the hold"), renew, _("The hold is renewed."))

    def release_view(self, request: HttpRequest, hold_id: UUID) -> HttpResponse:
        """End a hold before its day."""
        self.refuse_who_may_not(request)
        event = self.row(request, hold_id)
        form = ReleaseForm(request.POST or None)

        def release(cleaned: dict[str, Any]) -> HoldEvent:
            return holds.release(hold_id=event.pk, officer_id=officer_of(request))

        return self.act(request, form, _("Release the hold"), release, _("The hold is released."))
