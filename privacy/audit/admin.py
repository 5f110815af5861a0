"""The access log at the officer's desk."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from privacy.audit.desk import DeskAdmin
from privacy.audit.models import AccessEvent


@admin.register(AccessEvent)
class AccessEventAdmin(DeskAdmin):
    """Who did what with whose data: ids and item codes only, so that reading the log discloses nobody."""

    list_display = ("seq", "at", "actor_kind", "actor_id", "action", "granted", "subject_id", "items")
    list_filter = ("action", "actor_kind", "granted")
    date_hierarchy = "at"
    ordering = ("-seq",)
    sortable_by = ("seq",)
    fields = (
        "seq", "at", "actor_kind", "actor_id", "organisation_id", "origin", "action", "granted", "subject_id", "items",
    )  # fmt: skip
    readonly_fields = fields

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
