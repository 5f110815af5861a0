"""The officer's pages of papers: what there is, where, and how it went (product rule 25)."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from privacy.destruction import overview, papers
from privacy.destruction.exceptions import NothingToHold, NotThen, NoWitness
from privacy.destruction.form_pages import FormPageAdmin, officer_of, scope
from privacy.destruction.forms import ConfirmationForm, PaperForm
from privacy.destruction.models import PaperItem


class UnconfirmedFilter(admin.SimpleListFilter):
    """Those that are still somewhere, or all."""

    title = _("confirmation")
    parameter_name = "confirmation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("missing", _("not confirmed"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """What the officer asked for; the rest of the page stays as it is."""
        return queryset.unconfirmed() if self.value() == "missing" else queryset


class PaperItemAdmin(FormPageAdmin):
    """The papers, and the two things that an officer does with one."""

    list_display = ("subject", "what", "case_number", "place", "destroyed_on", "method")
    list_filter = (UnconfirmedFilter, "method")
    list_select_related = ("subject",)
    list_per_page = list_max_show_all = 50
    change_list_template = "admin/privacy_destruction/papers.html"
    right = "privacy_destruction.add_paperitem"
    note = _("No plan is certified while a paper of its subjects is not confirmed.")
    refusals = {
        NothingToHold: _("Nothing is processed under this activity, or it is destroyed already."),
        NotThen: _("It is confirmed already, or this day is not between its entry and today."),
        NoWitness: _("The witness is somebody else who works here."),
    }

    def get_urls(self) -> list[URLPattern]:
        view, name, fresh = self.admin_site.admin_view, "privacy_destruction_paperitem", reauthentication_required
        return [
            path("enter/", view(fresh(self.enter_view)), name=f"{name}_enter"),
            path("<uuid:paper_id>/confirm/", view(fresh(self.confirm_view)), name=f"{name}_confirm"),
            *super().get_urls(),
        ]

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """One paper."""
        paper = self.row(request, object_id)
        may_confirm = paper.destroyed_on is None and request.user.has_perm(self.right)
        activity = overview.activity_title(paper.activity)
        context = {"title": _("Paper"), "paper": paper, "activity": activity, "may_confirm": may_confirm}
        return self.page(request, "paper.html", context)

    def enter_view(self, request: HttpRequest) -> HttpResponse:
        """Note a letter, fax or copy."""
        self.refuse_who_may_not(request)
        form = PaperForm(request.POST or None, initial=scope(request.GET.get("item", "")))

        def enter(cleaned: dict[str, Any]) -> PaperItem:
            return papers.enter(officer_id=officer_of(request), **cleaned)

        return self.act(request, form, _("Enter a paper"), enter, _("The paper is entered."))

    def confirm_view(self, request: HttpRequest, paper_id: UUID) -> HttpResponse:
        """Say how it went."""
        self.refuse_who_may_not(request)
        paper = self.row(request, paper_id)
        form = ConfirmationForm(request.POST or None, witnesses=papers.witnesses(officer_of(request)))

        def confirm(cleaned: dict[str, Any]) -> PaperItem:
            return papers.confirm(paper_id=paper.pk, officer_id=officer_of(request), **cleaned)

        return self.act(request, form, _("Confirm the destruction"), confirm, _("The destruction is confirmed."))
