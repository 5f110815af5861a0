"""What the officer's pages with a form have in common: one act, its refusals, and where it leads."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from privacy.audit.desk import DeskAdmin
from privacy.destruction.models import PlanItem


class FormPageAdmin(DeskAdmin):
    """A list whose rows come and change only by acts of their own."""

    right: ClassVar[str]
    refusals: ClassVar[Mapping[type[Exception], Any]]
    note: ClassVar[Any]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, with the way to a new row for whoever may add one."""
        return super().changelist_view(request, {"may_act": request.user.has_perm(self.right), **(extra_context or {})})

    def act(
        self, request: HttpRequest, form: Any, title: Any, do: Callable[[dict[str, Any]], Any], said: Any
    ) -> HttpResponse:
        """Show the form, or do what it says and go to the row."""
        if form.is_valid():
            try:
                row = do(form.cleaned_data)
            except tuple(self.refusals) as refusal:
                form.add_error(None, self.refusals[type(refusal)])
            else:
                messages.success(request, said)
                return redirect(f"admin:privacy_destruction_{self.opts.model_name}_change", row.pk)
        context = {"form": form, "submit": title, "title": title, "note": self.note}
        return self.page(request, "act.html", context, refused=form.is_bound)

    def row(self, request: HttpRequest, row_id: object) -> Any:
        """The row that an address names. Raises PermissionDenied and Http404."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_object(request, str(row_id))
        if found is None:
            raise Http404
        return found

    def refuse_who_may_not(self, request: HttpRequest) -> None:
        """Who may only look does nothing."""
        if not request.user.has_perm(self.right):
            raise PermissionDenied

    def page(
        self, request: HttpRequest, template: str, context: dict[str, Any], *, refused: bool = False
    ) -> TemplateResponse:
        """A page of the desk."""
        request.current_app = self.admin_site.name
        everywhere = {**self.admin_site.each_context(request), "opts": self.opts}
        status = 422 if refused else 200
        return TemplateResponse(request, f"admin/privacy_destruction/{template}", everywhere | context, status=status)


def scope(item_id: str) -> dict[str, Any]:
    """What a form is filled with by a link from an item of a plan."""
    try:
        item = PlanItem.objects.filter(pk=UUID(item_id)).first()
    except ValueError:
        return {}
    return {"subject_id": item.subject_id, "activity": item.activity} if item else {}


def officer_of(request: HttpRequest) -> UUID:
    """Who acts."""
    return UUID(str(request.user.pk))
