"""The pages on which a member orders and downloads everything about herself (product rule 46)."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from privacy.clocks import seoul_date
from privacy.rights import exports as service
from privacy.rights.exceptions import ExportBroken, ExportGone, ExportRunning, TooManyExports
from privacy.rights.forms import ExportForm
from privacy.rights.models import DataExport
from privacy.rights.tasks import build_soon

SHOWN = 10


@sensitive_post_parameters("passphrase")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
@never_cache
def exports(request: HttpRequest) -> HttpResponse:
    """Order a file, see how far it is, download it."""
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _ordered(request, form):
        return redirect("rights:exports")
    own = list(DataExport.objects.of(_subject(request))[:SHOWN])
    context = {
        "form": form,
        "exports": own,
        "running": any(each.is_running for each in own),
        "most": service.MOST_DOWNLOADS,
    }
    return TemplateResponse(request, "privacy_rights/exports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
@never_cache
def download_export(request: HttpRequest, export_id: UUID) -> HttpResponse | FileResponse:
    """The file itself, to the account that ordered it, five times within a day."""
    if request.method == "POST":
        try:
            return _file(service.download(export_id=export_id, subject_id=_subject(request)))
        except ExportGone:
            messages.error(request, _("This file is not there any more. You can order a new one."))
        except ExportBroken:
            messages.error(request, _("This file cannot be read. Please order a new one."))
    return redirect("rights:exports")


@require_POST
@login_required
def cancel_export(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """Give up an export, or delete its file before its day is over."""
    if service.cancel(export_id=export_id, subject_id=_subject(request)):
        messages.success(request, _("The file is deleted."))
    return redirect("rights:exports")


def _ordered(request: HttpRequest, form: ExportForm) -> bool:
    try:
        export = service.order(
            subject_id=_subject(request), language=get_language() or "ko", passphrase=form.cleaned_data["passphrase"]
        )
    except ExportRunning:
        form.add_error(None, _("A file is being built already."))
    except TooManyExports:
        form.add_error(None, _("You have ordered five files within a day. Please wait until tomorrow."))
    else:
        build_soon(export.pk)
        return True
    return False


def _file(opened: Any) -> FileResponse:
    name = f"impix-{seoul_date(timezone.now()).isoformat()}.zip"
    answer = FileResponse(opened, as_attachment=True, filename=name, content_type="application/zip")
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _subject(request: HttpRequest) -> Any:
    member: Any = request.user
    return member.subject_id
