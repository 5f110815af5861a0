"""How the officer edits the parts of a draft: one page for each article, activity, recipient; published ones are shut.

Policy art. 11. The database refuses what these pages would let through (migrations 0002 and 0005).
"""

from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from privacy.audit.desk import DeskAdmin
from privacy.policy.models import Block, PolicyItem, PolicyVersion, WhitelistedItem

MAY_EDIT = "privacy_policy.change_policyversion"


def is_draft(row: Any) -> bool:
    """Whether a version, or the version of a part, may still change."""
    version = row if isinstance(row, PolicyVersion) else row.version
    return version.published_at is None


def draft_of(request: HttpRequest) -> PolicyVersion | None:
    """The draft to which a page adds a part: `?version=<number>`."""
    number = request.GET.get("version", "")
    drafts = PolicyVersion.objects.filter(published_at=None)
    return drafts.filter(number=number).first() if number.isdecimal() and len(number) < 5 else None


def next_place(part: type[models.Model], version: PolicyVersion) -> int:
    """After everything that the version has of this part."""
    last = part._default_manager.filter(version=version).aggregate(last=models.Max("position"))["last"]
    return 0 if last is None else last + 1


class OfOneVersion(BaseInlineFormSet):  # type: ignore[type-arg]
    """New rows belong to the version of their page and stand at its end."""

    def save_new(self, form: Any, commit: bool = True) -> Any:
        form.instance.version = self.instance.version
        form.instance.position = next_place(type(form.instance), self.instance.version)
        return super().save_new(form, commit=commit)


class PartInline(admin.StackedInline):  # type: ignore[type-arg]
    """What belongs to a part of a draft."""

    formset = OfOneVersion
    exclude = ("version", "position")
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(MAY_EDIT) and (obj is None or is_draft(obj))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


class BlockInline(PartInline):
    model = Block


class ItemInline(PartInline):
    model = PolicyItem


class WhitelistInline(PartInline):
    """What may be given to a recipient: items of the same version."""

    model = WhitelistedItem

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        found = super().get_formset(request, obj, **kwargs)
        if obj and "item" in found.form.base_fields:
            own = PolicyItem.objects.filter(version=obj.version).select_related("activity")
            found.form.base_fields["item"].queryset = own  # type: ignore[attr-defined]
        return found


class PartAdmin(DeskAdmin):
    """A structured part of the versions: editable while its version is a draft, readable always."""

    list_filter = ("version",)
    exclude = ("version", "position")
    ordering = ("version", "position")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(MAY_EDIT) and (obj is None or is_draft(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Parts of a draft may go; there is no bulk deletion."""
        return obj is not None and self.has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_EDIT) and draft_of(request) is not None

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only what belongs to the same version can be chosen."""
        if db_field.related_model is not PolicyVersion:
            match = request.resolver_match
            row = self.model._default_manager.filter(pk=(match.kwargs if match else {}).get("object_id", 0)).first()
            version = row.version_id if row else getattr(draft_of(request), "pk", None)
            kwargs["queryset"] = db_field.related_model._default_manager.filter(version=version)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.version = draft_of(request)
            obj.position = next_place(self.model, obj.version)
        super().save_model(request, obj, form, change)
