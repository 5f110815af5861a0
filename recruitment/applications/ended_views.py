"""What a company may not open any more, and its word that nothing of it is left (product rule 15)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from corporate.choices import CompanyRole
from corporate.models import CompanyMembership
from corporate.permissions import acting_for_a_company
from privacy.provision.access_ends import confirm_deletion
from privacy.provision.exceptions import ConfirmedBefore
from privacy.provision.models import AccessEnd
from recruitment.applications.forms import DeletionForm
from recruitment.postings.models import Posting

ON_A_PAGE = 50


@require_safe
@acting_for_a_company
def list_ended_accesses(request: HttpRequest, membership: CompanyMembership) -> HttpResponse:
    """Postings and days, nobody's name; outstanding confirmations first. A company without approval reaches it too."""
    ends = AccessEnd.objects.of_recipient(_answering(membership)).outstanding_first()
    page: Any = Paginator(ends, ON_A_PAGE).get_page(request.GET.get("page"))
    titles = dict(Posting.objects.filter(pk__in=[end.occasion for end in page]).values_list("pk", "title"))
    page.object_list = [(end, titles.get(end.occasion, "")) for end in page]
    return TemplateResponse(request, "recruitment/list_ended_accesses.html", {"page": page, "form": DeletionForm()})


@require_POST
@acting_for_a_company
def confirm_ended_access(request: HttpRequest, membership: CompanyMembership, end_id: UUID) -> HttpResponse:
    """The company says that it deleted its downloads."""
    recipient = _answering(membership)
    if not DeletionForm(request.POST).is_valid():
        messages.error(request, _("Please tick the box once everything is deleted. Nothing is confirmed yet."))
        return redirect("list_ended_accesses")
    try:
        confirm_deletion(end_id=end_id, recipient_id=recipient, account=_account(request))
        messages.success(request, _("Thank you. The deletion is confirmed."))
    except ConfirmedBefore:
        messages.info(request, _("This deletion was confirmed before."))
    except AccessEnd.DoesNotExist:
        raise Http404 from None
    return redirect("list_ended_accesses")


def _answering(membership: CompanyMembership) -> UUID:
    """The company under the id that provisions name; for those of its people who may have downloaded something."""
    if not (membership.opens_applications or membership.role == CompanyRole.OWNER):
        raise Http404
    found: UUID = membership.company_id
    return found


def _account(request: HttpRequest) -> UUID:
    return UUID(str(request.user.pk))
