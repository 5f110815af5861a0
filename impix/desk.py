"""The officer's desk: the Django admin of the portal, behind the portal's own sign-in and a second factor."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from privacy.audit.desk import DeskAdmin


class Desk(admin.AdminSite):
    """Only what this project's rooms offer appears here; what third-party packages register does not."""

    site_header = _("IMPIX privacy desk")
    site_title = _("IMPIX privacy desk")
    index_title = _("Desk")
    index_template = "admin/desk.html"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Ignore every ModelAdmin that could show personal values without a trace (allauth's shows secrets)."""
        if admin_class is not None and issubclass(admin_class, DeskAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Active staff who gave a second factor in this very session."""
        return super().has_permission(request) and _gave_second_factor(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """No form of its own: send whoever may not enter yet to the step that is missing."""
        target = _local_target(request) or resolve_url("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(target, resolve_url("account_login"))
        if not super().has_permission(request):
            raise PermissionDenied
        if not is_mfa_enabled(request.user):
            return redirect("mfa_index")
        if not _gave_second_factor(request):
            return redirect_to_login(target, resolve_url("mfa_reauthenticate"))
        return redirect("admin:index")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The rooms' pages, below what waits for this officer."""
        modules = [f"{app.name}.cards" for app in apps.get_app_configs() if find_spec(f"{app.name}.cards")]
        cards = [card for module in modules for card in import_module(module).cards(request)]
        return super().index(request, {"cards": cards, **(extra_context or {})})

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_logout")

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The portal's own page notifies and limits; Django's would not."""
        return redirect("account_change_password")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Nothing: its answers are personal values without an access row."""
        raise Http404


def _gave_second_factor(request: HttpRequest) -> bool:
    return any(entry["method"] == "mfa" for entry in get_authentication_records(request, request.user))


def _local_target(request: HttpRequest) -> str:
    target = request.GET.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else ""
