"""The officer's side of requests: what is due, and the answer (policy art. 4; PIPA arts. 35 to 38)."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from privacy.audit.actors import actor_of
from privacy.audit.choices import Action
from privacy.audit.desk import PersonalAdmin
from privacy.audit.services import disclose
from privacy.rights import requests
from privacy.rights.choices import WAITING_FOR_ANSWER
from privacy.rights.exceptions import AlreadyAnswered, AnswerIncomplete
from privacy.rights.granting import effect_title
from privacy.rights.masked import masked_names
from privacy.rights.models import RightsRequest, RightsRequestEvent
from privacy.rights.request_forms import AnswerForm

ANSWER = "privacy_rights.change_rightsrequest"
TEXTS = ("wish", "postponement", "answer")
MISSING = {
    "outcome": _("This kind of request cannot be answered like that now."),
    "ground": _("Who does not grant everything names the ground in the law that fits this kind of request."),
    "effect": _("Choose what is carried out with the answer."),
    "until": _("Name a day after today, at most 70 days after the request."),
}


class DueFilter(admin.SimpleListFilter):
    """Overdue, waiting, answered."""

    title = _("answer")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("overdue", _("overdue")), ("waiting", _("waiting")), ("answered", _("answered"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """What the officer asked for; the rest of the page stays as it is."""
        if self.value() == "overdue":
            return queryset.overdue()
        if self.value() == "waiting":
            return queryset.waiting()
        return queryset.filter(answered_at__isnull=False) if self.value() == "answered" else queryset


@admin.register(RightsRequest)
class RightsRequestAdmin(PersonalAdmin):
    """Requests of members, the first due first. What was written opens on the page of one, which is logged."""

    list_display = ("number", "kind", "member", "state", "received_at", "due_on", "left")
    list_filter = (DueFilter, "state", "kind")
    fields = ("number", "kind", "state", "ground", "received_at", "due_on", "reminded_at", "answered_at")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """What waits, the first due first; then the rest."""
        waiting = models.Case(models.When(state__in=WAITING_FOR_ANSWER, then=0), default=1)
        return [waiting.asc(), "due_on", "number"]

    @admin.display(description=_("member"))
    def member(self, asked: Any) -> str:
        name: str = getattr(asked, "masked_name", "")
        return name or f"…{str(asked.subject_id)[-8:]}"

    @admin.display(description=_("days left"))
    def left(self, asked: RightsRequest) -> str:
        if not asked.is_waiting:
            return "-"
        return str(_("overdue")) if asked.is_overdue else str(asked.days_left)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The masked names beside the numbers; the look at them is on record."""
        page = super().get_changelist_instance(request)
        rows: list[Any] = list(page.result_list)
        ids = [row.subject_id for row in rows]
        names = masked_names(ids, to=actor_of(request), reason="requests of members", action=Action.LIST)
        for row in rows:
            row.masked_name = names.get(row.subject_id, "")
        page.result_list = rows
        return page

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """Who may answer a request reads it where it is answered."""
        if object_id and request.user.has_perm(ANSWER):
            found = self.get_object(request, object_id)
            if found is not None:
                return redirect(f"{self.admin_site.name}:privacy_rights_rightsrequest_answer", found.pk)
        return super().changeform_view(request, object_id, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "privacy_rights_rightsrequest"
        return [path("<uuid:request_id>/answer/", view(self.answer_view), name=f"{name}_answer"), *super().get_urls()]

    def answer_view(self, request: HttpRequest, request_id: UUID) -> HttpResponse:
        """Read what is asked for, under the request's number as the reason, and answer it."""
        self.refuse_strangers(request, Action.VIEW)
        if not request.user.has_perm(ANSWER):
            raise PermissionDenied
        asked = self.get_queryset(request).select_related("complains_of").filter(pk=request_id).first()
        if asked is None:
            raise Http404
        reason = f"request {asked.number}"
        opened = [asked, asked.complains_of] if asked.complains_of else [asked]
        disclose(opened, to=actor_of(request), items=TEXTS, reason=reason)
        form = AnswerForm(request.POST if request.method == "POST" else None, asked=asked)
        if form.is_valid() and self._is_fresh(request, form) and self._answered(request, asked, form):
            return redirect(f"{self.admin_site.name}:privacy_rights_rightsrequest_changelist")
        return self._answer_page(request, asked, form)

    def _is_fresh(self, request: HttpRequest, form: AnswerForm) -> bool:
        """Whether the officer has just proven who she is.

        allauth would keep what was posted, in clear, in the session until she has; it stays in the form instead.
        """
        try:
            reauthentication_required(lambda _request: None)(request)
        except ReauthenticationRequired:
            form.add_error(None, _("Please confirm first that it is you (link below), then send the answer again."))
            form.is_stale = True
            return False
        return True

    def _answered(self, request: HttpRequest, asked: RightsRequest, form: AnswerForm) -> bool:
        try:
            requests.decide(request_id=asked.pk, decision=form.decision, by=actor_of(request))
        except AlreadyAnswered:
            form.add_error(None, _("This request was answered before."))
            return False
        except AnswerIncomplete as error:
            form.add_error(error.field if error.field in form.fields else None, MISSING[error.field])
            return False
        messages.success(request, _("%(number)s: the member reads the answer now.") % {"number": asked.number})
        return True

    def _answer_page(self, request: HttpRequest, asked: RightsRequest, form: AnswerForm) -> TemplateResponse:
        reason, subject_id = f"request {asked.number}", asked.subject_id
        names = masked_names([subject_id], to=actor_of(request), reason=reason, action=Action.VIEW)
        context = {
            "asked": asked,
            "member": names.get(subject_id, f"…{str(subject_id)[-8:]}"),
            "events": [
                (event, effect_title(event.effect)) for event in RightsRequestEvent.objects.filter(request=asked.pk)
            ],
            "form": form,
            "title": asked.number,
            "submit": _("Send the answer"),
        }
        refused = form.is_bound and not form.is_valid()
        return self._page(request, "admin/privacy_rights/answer.html", context, refused=refused)
