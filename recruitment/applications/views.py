"""The seeker's side of applications."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacy.consent.questions import Question
from privacy.consent.services import ask
from privacy.provision.models import AccessEnd
from privacy.subjects.exceptions import Restricted
from privacy.subjects.opening import open_own
from privacy.subjects.services import restricted_since
from recruitment.applications.contact import answer_contact_request
from recruitment.applications.exceptions import AppliedBefore, IllegalMove, PostingClosed
from recruitment.applications.forms import ApplyForm, ContactForm
from recruitment.applications.items import FROZEN
from recruitment.applications.models import Application
from recruitment.applications.services import ACTIVITY, readable, recipient_of, submit_application, withdraw_application
from recruitment.postings.models import Posting
from resumes.models import Resume
from resumes.views import seeker


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def apply(request: HttpRequest, posting_id: UUID) -> HttpResponse:
    """Send a resume to the company of this posting; ticking its consent and applying is one act (rule 3)."""
    subject_id = seeker(request).subject_id
    posting = get_object_or_404(Posting.objects.public().with_names(), pk=posting_id)
    resumes = list(Resume.objects.of(subject_id).with_sections())
    restricted = restricted_since(subject_id)
    if not posting.accepts_applications or not resumes or restricted:
        context = {"posting": posting, "resumes": resumes, "restricted": restricted}
        return TemplateResponse(request, "recruitment/cannot_apply.html", context)
    open_own([row for resume in resumes for row in resume.rows()], subject_id)
    question = ask(
        activity=ACTIVITY, language=get_language() or "ko", subject_id=subject_id, recipient=recipient_of(posting)
    )
    form = ApplyForm(request.POST if request.method == "POST" else None, resumes=resumes, question=question)
    if form.is_valid() and _sent(request, posting, form):
        return redirect("list_applications")
    return TemplateResponse(request, "recruitment/apply.html", {"posting": posting, "form": form})


@require_safe
@login_required
def list_applications(request: HttpRequest) -> HttpResponse:
    """The seeker's applications and where each stands."""
    subject_id = seeker(request).subject_id
    context = {"applications": Application.objects.of(subject_id), "restricted": restricted_since(subject_id)}
    return TemplateResponse(request, "recruitment/list_applications.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Take back what was sent, at any stage, after saying what that means."""
    application = get_object_or_404(Application.objects.of(seeker(request).subject_id), pk=application_id)
    if request.method == "POST":
        try:
            withdraw_application(application=application)
            messages.success(request, _("It is taken back. The company cannot open it any more."))
        except IllegalMove:
            messages.info(request, _("The access of the company had ended before."))
        return redirect("list_applications")
    return TemplateResponse(request, "recruitment/withdraw_application.html", {"application": application})


@require_safe
@login_required
def show_application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """What exactly was sent."""
    application = get_object_or_404(Application.objects.of(seeker(request).subject_id), pk=application_id)
    files = list(application.files.all())
    open_own([application, *files], application.subject_id)
    shown = readable(application, FROZEN)
    end = AccessEnd.objects.filter(copy=application.pk).first()
    asked = _contact_question(application) if application.waits_for_contact_answer and not end else None
    context = {"application": application, "shown": shown, "files": files, "end": end, "asked": asked}
    return TemplateResponse(request, "recruitment/show_application.html", context)


@require_POST
@login_required
def answer_contact(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Share contact data with the company that asks, or decline (rule 14)."""
    application = get_object_or_404(Application.objects.of(seeker(request).subject_id), pk=application_id)
    form = ContactForm(request.POST, question=_contact_question(application))
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["share"])))
        return redirect("show_application", application.pk)
    try:
        answered = answer_contact_request(application_id=application.pk, consent=form.cleaned_data["share"])
        shared = _("The company now sees your contact data.")
        messages.success(request, shared if answered.contact_shared else _("Your contact data stay with you."))
    except IllegalMove:
        messages.info(request, _("This was answered before, or the company can no longer open your application."))
    return redirect("show_application", application.pk)


def _contact_question(application: Application) -> Question:
    recipient = recipient_of(application.posting)
    language = get_language() or "ko"
    return ask(activity=ACTIVITY, language=language, subject_id=application.subject_id, recipient=recipient)


def _sent(request: HttpRequest, posting: Posting, form: ApplyForm) -> bool:
    data = form.cleaned_data
    try:
        submit_application(
            posting_id=posting.pk,
            resume=data["resume"],
            consent=data["consent"],
            contact_shared=data["contact_shared"],
        )
    except AppliedBefore:
        form.add_error(None, _("You have applied to this posting before."))
    except PostingClosed:
        form.add_error(None, _("This posting was closed a moment ago. Nothing was sent."))
    except Restricted:
        form.add_error(None, _("You stopped the use of your data. Nothing was sent."))
    else:
        messages.success(request, _("Your application is sent."))
        return True
    return False
