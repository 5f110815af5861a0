"""Who saw what of the member, each provision in detail, and taking back what one recipient got (rules 15, 19, 49)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from privacy.consent.exceptions import NothingToWithdraw
from privacy.provision.models import Provision, Recipient
from privacy.rights import ledger, rendering
from privacy.rights.exceptions import NothingToRecall
from privacy.rights.recall import recall, recallable

ON_A_PAGE, ON_THE_FIRST = 50, 10


@require_safe
@login_required
def disclosures(request: HttpRequest) -> HttpResponse:
    """Openings, downloads and exports one by one, then lists by company and day."""
    subject_id, language = _subject(request), get_language() or ""
    mine = Provision.objects.about(subject_id)
    page = Paginator(mine.openings(), ON_A_PAGE).get_page(request.GET.get("page"))
    listed = list(mine.appearances()[: ON_THE_FIRST + 1])
    context = {
        "page": page,
        "opened": ledger.given_in_words(page.object_list, language),
        "listed": ledger.listed_in_words(listed[:ON_THE_FIRST], language),
        "more_lists": len(listed) > ON_THE_FIRST,
        "recallable": recallable(subject_id),
        "staff": rendering.seen_by_staff(subject_id, language),
    }
    return TemplateResponse(request, "privacy_rights/disclosures.html", context)


@require_safe
@login_required
def appearances(request: HttpRequest) -> HttpResponse:
    """All appearances on lists, one line for each company and day."""
    groups = Provision.objects.about(_subject(request)).appearances()
    page = Paginator(groups, ON_A_PAGE).get_page(request.GET.get("page"))
    listed = ledger.listed_in_words(page.object_list, get_language() or "")
    return TemplateResponse(request, "privacy_rights/appearances.html", {"page": page, "listed": listed})


@require_safe
@login_required
def disclosure(request: HttpRequest, provision_id: UUID) -> HttpResponse:
    """One provision, with its basis and what has become of the access."""
    found = get_object_or_404(Provision.objects.about(_subject(request)), pk=provision_id)
    (given,) = ledger.given_in_words([found], get_language() or "")
    context = {"given": given, "ends": ledger.ends_of(found)}
    return TemplateResponse(request, "privacy_rights/disclosure.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def recall_disclosures(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """Take back all that one recipient got: the effect stated, asked once."""
    subject_id = _subject(request)
    given = Provision.objects.about(subject_id).filter(recipient=recipient_id)
    consented = {recipient.pk: recipient for recipient, _consent in recallable(subject_id)}
    recipient = consented.get(recipient_id) or get_object_or_404(Recipient, pk=recipient_id, provisions__in=given[:1])
    if request.method == "POST":
        try:
            recall(subject_id=subject_id, recipient_id=recipient.pk)
            messages.success(request, _("It is taken back. From now on nothing of yours can be opened there."))
        except (NothingToRecall, NothingToWithdraw):  # Another window was faster.
            messages.info(request, _("There was nothing left to take back."))
        return redirect("rights:disclosures")
    context = {"recipient": recipient, "open": recipient.pk in consented}
    return TemplateResponse(request, "privacy_rights/recall.html", context)


def _subject(request: HttpRequest) -> Any:
    member: Any = request.user
    return member.subject_id
