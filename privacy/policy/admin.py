"""The published policy at the officer's desk, read-only: its gaps and what they switch off (rule 1)."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from privacy.audit.desk import DeskAdmin
from privacy.policy.models import (
    CurrentContact,
    ItemRelaxation,
    KnownGap,
    PolicyItem,
    PolicyVersion,
    PreservationActivation,
    PreservationRule,
    TranslationConfirmation,
)
from privacy.policy.services import closed_activities, switched_on


class ReadOnlyAdmin(DeskAdmin):
    """A list, and a page on which nothing can be changed."""

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnlyAdmin):
    """The versions, with what the one in force keeps closed."""

    list_display = ("number", "title_en", "announced_at", "effective_at", "published_at")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Say which activities are off, and which are on although nothing discloses them."""
        closed = ", ".join(activity.code for activity in closed_activities())
        if closed:
            messages.info(request, _("Switched off, because the policy in force does not disclose it: %s") % closed)
        forced = ", ".join(sorted(switched_on()))
        if forced:
            text = _("Demonstration only: switched on although the policy in force does not disclose it: %s")
            messages.warning(request, text % forced)
        return super().changelist_view(request, extra_context)


@admin.register(KnownGap)
class KnownGapAdmin(ReadOnlyAdmin):
    list_display = ("subject_en", "version", "article", "activity", "item", "direction", "remedied_by")
    list_filter = ("version", "direction")


@admin.register(PolicyItem)
class PolicyItemAdmin(ReadOnlyAdmin):
    list_display = ("label_en", "version", "activity", "code", "required", "origin")
    list_filter = ("version", "required", "origin")
    list_select_related = ("activity", "version")


@admin.register(ItemRelaxation)
class ItemRelaxationAdmin(ReadOnlyAdmin):
    list_display = ("item", "reason", "relaxed_by", "relaxed_at")
    list_select_related = ("item",)


@admin.register(PreservationRule)
class PreservationRuleAdmin(ReadOnlyAdmin):
    list_display = ("code", "version", "title_en", "law_en", "keep_years", "keep_months")


@admin.register(PreservationActivation)
class PreservationActivationAdmin(ReadOnlyAdmin):
    list_display = ("rule", "active", "demonstration", "applies_because", "confirmed_by", "confirmed_at")
    ordering = ("-confirmed_at",)


@admin.register(TranslationConfirmation)
class TranslationConfirmationAdmin(ReadOnlyAdmin):
    list_display = ("version", "confirmed_by", "confirmed_at")


@admin.register(CurrentContact)
class CurrentContactAdmin(ReadOnlyAdmin):
    list_display = ("name_en", "phone", "website", "checked_on", "source")
