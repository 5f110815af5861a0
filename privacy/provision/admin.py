"""The officer's list of ended accesses: who has not confirmed the deletion of downloads yet, and since when."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from privacy.audit.desk import DeskAdmin
from privacy.provision.access_ends import today
from privacy.provision.models import AccessEnd


class ConfirmationFilter(admin.SimpleListFilter):
    """Overdue, outstanding, confirmed."""

    title = _("confirmation")
    parameter_name = "confirmation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("overdue", _("overdue")), ("outstanding", _("outstanding")), ("confirmed", _("confirmed"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """What the officer asked for; the rest of the page stays as it is."""
        if self.value() == "overdue":
            return queryset.overdue(today())
        if self.value() == "outstanding":
            return queryset.unconfirmed()
        return queryset.filter(confirmed_at__isnull=False) if self.value() == "confirmed" else queryset


@admin.register(AccessEnd)
class AccessEndAdmin(DeskAdmin):
    """Accesses that ended, by reference number and recipient; nobody's name."""

    list_display = ("reference", "recipient", "because", "at", "confirm_by", "confirmed_at", "is_overdue")
    list_filter = (ConfirmationFilter, "because")
    list_select_related = ("recipient",)
    date_hierarchy = "at"
    ordering = ("-at", "-id")

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    @admin.display(description=_("overdue"), boolean=True)
    def is_overdue(self, end: AccessEnd) -> bool:
        return end.is_unconfirmed and end.confirm_by is not None and end.confirm_by < today()
