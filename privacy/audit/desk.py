"""What every page of the officer's desk is built from: no way out for personal values but a logged one.

`DeskAdmin` is the base of every ModelAdmin, `PersonalAdmin` of those of personal models. Policy arts. 4, 7.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.utils import label_for_field, unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from privacy.audit import reveals, services
from privacy.audit.actors import actor_of
from privacy.audit.choices import Action
from privacy.audit.exceptions import Undeclared
from privacy.audit.forms import Parser, RevealForm, SearchForm
from privacy.audit.masking import Mask, mask_all
from privacy.declarations import Personal
from privacy.guards import GuardedModelForm
from privacy.registry import registry
from privacy.subjects.exceptions import KeyDestroyed

MOST_HITS = 50
PARTS_OF_A_LOOKUP = {"exact", "in", "isnull", "gt", "gte", "lt", "lte", "year", "month", "day", "pk", "id", "number"}


@dataclass(frozen=True)
class Card:
    """What waits for the officer, on the first page of the desk: a room's `cards.py` offers it as `cards(request)`."""

    title: str
    text: str
    address: str
    is_alarm: bool = False


class DeskAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A ModelAdmin from which nothing can be added, deleted, searched by URL, or guessed by filters of one's own."""

    form = GuardedModelForm
    actions = None
    search_fields = ()
    autocomplete_fields = ()
    show_full_result_count = False
    view_on_site = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nothing: destruction runs through an approved plan, and the delete page lists related people."""
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the page itself offers as a filter; any other look-up is an oracle on masked values."""
        for name in self._filter_names(request):
            rest = lookup.removeprefix(name)
            if lookup.startswith(name) and set(rest.split("__")[1:]) <= PARTS_OF_A_LOOKUP and rest[:2] in ("", "__"):
                return True
        return False

    def _filter_names(self, request: HttpRequest) -> list[str]:
        filters = [spec[0] if isinstance(spec, list | tuple) else spec for spec in self.get_list_filter(request)]
        names = [spec if isinstance(spec, str) else getattr(spec, "parameter_name", "") for spec in filters]
        return [name for name in (*names, self.date_hierarchy) if name]

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> LogEntry:
        return self._log(request, obj, ADDITION)

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> LogEntry:
        return self._log(request, obj, CHANGE)

    def _log(self, request: HttpRequest, obj: models.Model, flag: int) -> LogEntry:
        """Django's own log would keep str(obj) and the changed values for ever."""
        return LogEntry.objects.create(
            user_id=request.user.pk,  # type: ignore[misc]
            content_type=ContentType.objects.get_for_model(obj, for_concrete_model=False),
            object_id=str(obj.pk),
            object_repr=f"{obj._meta.model_name}:{str(obj.pk)[-8:]}",
            action_flag=flag,
            change_message="",
        )


@dataclass(frozen=True)
class Shown:
    """A column or line with a personal value in it, masked or in full."""

    name: str
    short_description: str
    mask: Mask | None
    in_full: bool

    @property
    def __name__(self) -> str:
        return f"shown_{self.name}"

    def __call__(self, row: models.Model) -> str:
        """What of the value may be seen; a value without a mask is not even read."""
        if not self.in_full and self.mask is None:
            return mask_all(True)
        try:
            value = getattr(row, self.name)
        except KeyDestroyed:
            return str(_("destroyed"))
        return value if self.in_full else self.mask(value) if self.mask else ""


class PersonalAdmin(DeskAdmin):
    """The desk's page of a personal model: read-only, masked, logged.

    `list_display` and `fields` name the model's fields; those that the model declares as items are shown through
    `masks` (one without a mask is not even opened) until somebody states a reason to see them. `lookups` maps what can
    be searched for (a field's name) to its blind index or other exact field, `parsers` to how its text is read.
    """

    masks: ClassVar[Mapping[str, Mask]] = {}
    lookups: ClassVar[Mapping[str, str]] = {}
    parsers: ClassVar[Mapping[str, Parser]] = {}
    list_per_page = list_max_show_all = 50
    change_form_template = "admin/personal/change_form.html"
    change_list_template = "admin/personal/change_list.html"

    @property
    def declaration(self) -> Personal:
        """What the model declares."""
        found = registry().get(self.opts.label)
        if not isinstance(found, Personal):
            raise Undeclared(self.opts.label)
        return found

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nothing is corrected here: that is a right of the person, with a request and a service of its own."""
        return False

    def refuse_strangers(self, request: HttpRequest, action: Action) -> None:
        """Who may not look is refused, and the attempt is on record."""
        if self.has_view_permission(request):
            return
        services.record(by=actor_of(request), action=action, granted=False, query=self.opts.label_lower)
        raise PermissionDenied

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Rows of subjects who are not destroyed, with the path to the subject loaded."""
        subject = self.declaration.subject
        rows = super().get_queryset(request).filter(**{f"{subject}__destroyed_at": None})
        owner = subject.rpartition("__")[0]
        return rows.select_related(owner) if owner else rows

    def get_sortable_by(self, request: HttpRequest) -> list[Any]:
        """The order of a list tells what a mask hides."""
        return [name for name in self.list_display if isinstance(name, str) and name not in self.declaration.items]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [self._shown(name) for name in self.list_display]

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[Any]:
        revealed = reveals.fields_of(request, obj)
        return [self._shown(name, in_full=name in revealed) for name in self._field_names()]

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[Any]:
        return self.get_fields(request, obj)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Log the page of people before their masked values are opened."""
        page = super().get_changelist_instance(request)
        page.result_list = services.disclose(
            page.result_list,
            to=actor_of(request),
            items=self._masked(self.list_display),
            reason="masked list",
            action=Action.LIST,
        )
        return page

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        self.refuse_strangers(request, Action.LIST)
        return super().changelist_view(request, {"can_search": bool(self.lookups), **(extra_context or {})})

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.refuse_strangers(request, Action.VIEW)
        return super().changeform_view(request, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Log the view before the page is rendered: the masked values, and those revealed before."""
        revealed = reveals.fields_of(request, obj)
        names = self._field_names()
        services.disclose(
            [obj],
            to=actor_of(request),
            items=[*self._masked(names), *(name for name in names if name in revealed and name not in self.masks)],
            reason=reveals.reason(request, obj) or "masked page",
        )
        context["can_reveal"] = bool(self._revealable())
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)  # type: ignore[misc]

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("search/", view(self.search_view), name=f"{name}_search"),
            path("<path:object_id>/reveal/", view(self.reveal_view), name=f"{name}_reveal"),
            *super().get_urls(),
        ]

    def search_view(self, request: HttpRequest) -> HttpResponse:
        """Exact look-up by POST for a stated reason: what was looked for stays out of addresses and other logs."""
        if not self.lookups:
            raise Http404
        self.refuse_strangers(request, Action.SEARCH)
        given = request.POST if request.method == "POST" else None
        form = SearchForm(self._labels(self.lookups), self.parsers, given)
        rows = self._find(request, **form.cleaned_data) if form.is_valid() else None
        labels = [label_for_field(column, self.model, self) for column in self.get_list_display(request)]
        context = {"form": form, "title": _("Search"), "labels": labels, "rows": rows}
        return self._page(request, "admin/personal/search.html", context, refused=form.is_bound and not form.is_valid())

    def reveal_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show one row's chosen values in full for ten minutes, for a stated reason."""
        self.refuse_strangers(request, Action.REVEAL)
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        form = RevealForm(self._labels(self._revealable()), request.POST if request.method == "POST" else None)
        if form.is_valid():
            reveals.grant(request, row, **form.cleaned_data)
            return redirect(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change", row.pk)
        context = {"form": form, "title": _("Show in full"), "original": row}
        return self._page(request, "admin/personal/reveal.html", context, refused=form.is_bound)

    def _find(
        self, request: HttpRequest, *, by: str, value: str, parsed: Any, reason: str
    ) -> list[tuple[str, list[Any]]]:
        query = f"{by}={self.masks.get(by, mask_all)(value)}"
        rows = list(self.get_queryset(request).filter(**{self.lookups[by]: parsed})[:MOST_HITS])
        if not rows:
            services.record(by=actor_of(request), action=Action.SEARCH, reason=reason, query=query)
        columns = self.get_list_display(request)
        opened = self._masked(self.list_display)
        found = services.disclose(
            rows, to=actor_of(request), items=opened, reason=reason, action=Action.SEARCH, query=query
        )
        change = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change"
        return [(reverse(change, args=[row.pk]), [self._cell(row, column) for column in columns]) for row in found]

    def _cell(self, row: models.Model, column: Any) -> Any:
        if callable(column):
            return column(row)
        show = getattr(self, column, None)
        return show(row) if show else getattr(row, f"get_{column}_display", lambda: getattr(row, column))()

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any], *, refused: bool) -> TemplateResponse:
        request.current_app = self.admin_site.name
        everywhere = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, template, everywhere | context, status=422 if refused else 200)

    def _field_names(self) -> list[Any]:
        items = [name for name in self.declaration.items if name in self.masks]
        return list(self.fields or [*items, *self.declaration.plain])

    def _masked(self, names: Iterable[Any]) -> list[str]:
        return [name for name in names if name in self.masks and name in self.declaration.items]

    def _revealable(self) -> list[str]:
        return [name for name in self._field_names() if name in self.declaration.items]

    def _labels(self, names: Iterable[str]) -> list[tuple[str, str]]:
        return [(name, str(label_for_field(name, self.model))) for name in names]

    def _shown(self, name: Any, *, in_full: bool = False) -> Any:
        if name not in self.declaration.items:
            return name
        return Shown(name, str(label_for_field(name, self.model)), self.masks.get(name), in_full)
