"""The officer's list of inquiries, and the page on which IMPIX answers (product rules 17 and 29)."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from privacy.audit.actors import actor_of
from privacy.audit.choices import Action
from privacy.audit.desk import PersonalAdmin
from privacy.audit.services import disclose, record
from privacy.inquiries.exceptions import NotOpen
from privacy.inquiries.forms import AnswerForm
from privacy.inquiries.models import Inquiry
from privacy.inquiries.services import answer_inquiry


class StateFilter(admin.SimpleListFilter):
    """Unanswered, overdue, answered or closed."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("unanswered", _("unanswered")), ("overdue", _("overdue")), ("closed", _("closed"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """What the officer asked for."""
        if self.value() == "closed":
            return queryset.filter(closed_at__isnull=False)
        if self.value() == "overdue":
            return queryset.overdue()
        return queryset.unanswered() if self.value() == "unanswered" else queryset


@admin.register(Inquiry)
class InquiryAdmin(PersonalAdmin):
    """Numbers, days and states; the text is opened by whoever answers it."""

    change_form_template = "admin/privacy_inquiries/inquiry.html"
    list_display = ("number", "addressed_to", "received_at", "due", "is_overdue", "answered_at", "closed_at")
    list_filter = (StateFilter, "addressed_to")
    ordering = ("due", "id")
    fields = (
        "number", "addressed_to", "received_at", "due", "reminded_at", "answered_at", "closed_at", "question", "answer",
    )  # fmt: skip

    @admin.display(description=_("overdue"), boolean=True)
    def is_overdue(self, inquiry: Inquiry) -> bool:
        return inquiry.is_overdue

    def get_urls(self) -> list[URLPattern]:
        answering = path(
            "<uuid:inquiry_id>/answer/",
            self.admin_site.admin_view(self.answer_view),
            name="privacy_inquiries_inquiry_answer",
        )
        return [answering, *super().get_urls()]

    def answer_view(self, request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
        """The text, opened in order to answer it, and the answer."""
        if not request.user.has_perm("privacy_inquiries.change_inquiry"):
            record(by=actor_of(request), action=Action.VIEW, granted=False, query=self.opts.label_lower)
            raise PermissionDenied
        inquiry = get_object_or_404(Inquiry, pk=inquiry_id)
        form = AnswerForm(request.POST or None)
        if not inquiry.is_open or form.is_valid():
            return self._answered(request, inquiry, form)
        disclose([inquiry], to=actor_of(request), items=["question"], reason=f"answering inquiry {inquiry.number}")
        context = {"inquiry": inquiry, "form": form, "title": _("Answer an inquiry"), "submit": _("Send the answer")}
        return self._page(request, "admin/privacy_inquiries/answer.html", context, refused=form.is_bound)

    def _answered(self, request: HttpRequest, inquiry: Inquiry, form: AnswerForm) -> HttpResponse:
        try:
            text = form.cleaned_data["text"] if inquiry.is_open else ""
            answer_inquiry(inquiry_id=inquiry.pk, text=text, by=actor_of(request), for_agency=False)
            messages.success(request, _("The answer is sent, and the inquiry is closed."))
        except NotOpen:
            messages.error(request, _("This inquiry was answered or closed before."))
        return redirect(f"{self.admin_site.name}:privacy_inquiries_inquiry_change", inquiry.pk)
