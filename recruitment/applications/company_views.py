"""The company's side of applications: every look is a provision, recorded before anything opens."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from corporate.models import CompanyMembership
from corporate.permissions import acting_for_a_company
from privacy.audit.actors import actor_of
from privacy.policy.services import Listed
from privacy.provision.choices import Channel
from privacy.provision.services import Delivery, deny, listed_for, provide, with_basis
from recruitment.applications.choices import State
from recruitment.applications.contact import ask_for_contact
from recruitment.applications.exceptions import IllegalMove
from recruitment.applications.forms import MoveForm
from recruitment.applications.items import FILE_ITEM
from recruitment.applications.models import Application, ApplicationFile
from recruitment.applications.services import move_application, note_first_reading, readable, shown_fields
from recruitment.postings.models import Posting
from resumes.downloads import pdf_download

ON_A_PAGE = 50
REASON = "review of applications"


@require_safe
@acting_for_a_company
def list_applicants(request: HttpRequest, membership: CompanyMembership) -> HttpResponse:
    """Who applied, by name; the page of names is a provision of names."""
    found = Application.objects.before(_opening(membership).company)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    delivery = _delivery(request, membership, Channel.LIST)
    # Who withdrew, let a consent run out or consented to less must not close the list for the others.
    consenting = with_basis(page.object_list, recipient=delivery.recipient, items=["name"])
    page.object_list = provide(consenting, delivery=delivery, items=["name"], reason=REASON)
    context = {"page": page, "paused": Application.objects.paused_before(membership.company)[:ON_A_PAGE]}
    return TemplateResponse(request, "recruitment/list_applicants.html", context)


@require_safe
@acting_for_a_company
def show_applicant(request: HttpRequest, membership: CompanyMembership, application_id: UUID) -> HttpResponse:
    """One application, as far as the list consented to and the applicant's choice go; or only that it is paused."""
    if paused := Application.objects.paused_before(_opening(membership).company).filter(pk=application_id).first():
        return TemplateResponse(request, "recruitment/paused_application.html", {"application": paused})
    mine = Application.objects.sent_to(_opening(membership).company).select_related("posting")
    sent = get_object_or_404(mine, pk=application_id)
    delivery = _delivery(request, membership, Channel.VIEW, sent.posting)
    application = _reachable(sent, membership, delivery)
    fields, attached = _listed_parts(application, delivery)
    provide([application], delivery=delivery, items=fields, reason=REASON)
    files = provide(attached, delivery=delivery, items=["file_name"], reason=REASON)
    if application.state == State.RECEIVED:
        note_first_reading(application=application, company=membership.company, by=actor_of(request))
    shown = readable(application, fields)
    context = {"application": application, "shown": shown, "files": files, "form": MoveForm(application=application)}
    return TemplateResponse(request, "recruitment/show_applicant.html", context)


@require_POST
@acting_for_a_company
def move(request: HttpRequest, membership: CompanyMembership, application_id: UUID) -> HttpResponse:
    """Go on to the next step."""
    application = get_object_or_404(Application.objects.before(_opening(membership).company), pk=application_id)
    form = MoveForm(request.POST, application=application)
    try:
        if not form.is_valid():
            raise IllegalMove
        state = form.cleaned_data["state"]
        move_application(application_id=application.pk, company=membership.company, state=state, by=actor_of(request))
        messages.success(request, _("The applicant sees the new state."))
    except IllegalMove:
        messages.error(request, _("This step cannot be taken now."))
    return redirect("show_applicant", application.pk)


@require_POST
@acting_for_a_company
def ask_contact(request: HttpRequest, membership: CompanyMembership, application_id: UUID) -> HttpResponse:
    """Ask the applicant for contact data, once; until then messages do the work (rule 14)."""
    application = get_object_or_404(Application.objects.before(_opening(membership).company), pk=application_id)
    try:
        ask_for_contact(application_id=application.pk, company=membership.company, by=actor_of(request))
        messages.success(request, _("The applicant was asked, and decides."))
    except IllegalMove:
        messages.info(request, _("The applicant was asked before, or the application does not go on."))
    return redirect("show_applicant", application.pk)


@require_safe
@acting_for_a_company
def download_applicants_file(request: HttpRequest, membership: CompanyMembership, file_id: UUID) -> HttpResponse:
    """A file that was sent along."""
    sent = Application.objects.sent_to(_opening(membership).company).values("pk")
    files = ApplicationFile.objects.select_related("application__posting")
    file = get_object_or_404(files, pk=file_id, application__in=sent)
    delivery = _delivery(request, membership, Channel.DOWNLOAD, file.application.posting)
    _reachable(file.application, membership, delivery)
    provide([file], delivery=delivery, items=["attachment", "file_name"], reason=REASON)
    return pdf_download(file.attachment, file.file_name)


def _opening(membership: CompanyMembership) -> CompanyMembership:
    """Nothing personal before approval, and never by ownership alone (rule 35); such a page does not exist."""
    if not membership.company.is_approved or not membership.opens_applications:
        raise Http404
    return membership


def _reachable(sent: Application, membership: CompanyMembership, delivery: Delivery) -> Application:
    """The application, if the company may still open it; else the attempt is on record. Raises ProvisionDenied."""
    found = Application.objects.before(membership.company).filter(pk=sent.pk).first()
    if found is None:
        deny([sent], delivery=delivery)
    return found


def _listed_parts(application: Application, delivery: Delivery) -> tuple[list[str], list[ApplicationFile]]:
    """The fields and files that this applicant's own consent lets the company have; nothing without one."""
    people = [application.subject_id]
    found = listed_for(people, activity=application.activity, recipient=delivery.recipient)
    listed = found.get(application.subject_id, Listed())
    files = list(application.files.all()) if listed.items.issuperset({FILE_ITEM}) else []
    return shown_fields(application, listed), files


def _delivery(
    request: HttpRequest, membership: CompanyMembership, channel: Channel, posting: Posting | None = None
) -> Delivery:
    recipient = membership.company.recipient
    if recipient is None:
        raise Http404
    occasion = (posting.pk, posting.title) if posting else (None, "")
    return Delivery(actor_of(request), recipient, membership.role, channel, *occasion)
