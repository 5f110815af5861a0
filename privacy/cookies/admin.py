"""The officer's page of statistics: counts by day, and nobody in them (policy art. 8, rule 9)."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from privacy.audit.desk import DeskAdmin
from privacy.clocks import seoul_date
from privacy.cookies import charts
from privacy.cookies.models import SearchTerm, VisitCount

DAYS = 30


@admin.register(VisitCount)
class VisitCountAdmin(DeskAdmin):
    """Visits, popular terms and answers about cookies of the last 30 days, on one page."""

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        last = seoul_date(timezone.now())
        first = last - timedelta(days=DAYS - 1)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Visits, searches and cookies"),
            "first": first,
            "last": last,
            "charts": charts.visits(first, last, get_language() or "ko"),
            "terms": charts.terms(first, last),
            "answers": charts.answers(first, last),
        }
        return TemplateResponse(request, "admin/privacy_cookies/statistics.html", context)


@admin.register(SearchTerm)
class SearchTermAdmin(DeskAdmin):
    """The popular terms; one that should not stand on the page of postings is hidden here."""

    list_display = ("term", "day", "visitors", "hidden")
    list_filter = ("hidden",)
    date_hierarchy = "day"
    ordering = ("-day", "-visitors", "term")
    fields = ("term", "day", "visitors", "hidden")
    readonly_fields = ("term", "day", "visitors")
