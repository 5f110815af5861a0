"""The consent ledger at the officer's desk: read-only, and nobody's name in it."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from privacy.audit.desk import DeskAdmin
from privacy.consent.models import ConsentEvent


@admin.register(ConsentEvent)
class ConsentEventAdmin(DeskAdmin):
    """Who (as a number) said what to which text, and when."""

    list_display = ("at", "subject_id", "activity", "recipient", "seq", "kind", "version", "language", "method")
    list_filter = ("kind", "activity", "version", "method", "language")
    list_select_related = ("version",)
    date_hierarchy = "at"
    ordering = ("-at",)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
