"""A member's own resumes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.choices import MemberKind
from members.models import Member
from privacy.consent.questions import Question
from privacy.consent.services import ask, has_ended, is_given
from privacy.subjects.opening import open_own
from resumes.downloads import pdf_download
from resumes.forms import PdfForm, ResumeForm, rows_of, section_formsets
from resumes.models import Attachment, Resume
from resumes.services import attach, delete_resume, detach, write_resume

ACTIVITY = "job_matching"


@require_safe
@login_required
def list_resumes(request: HttpRequest) -> HttpResponse:
    """All resumes of the member."""
    subject_id = seeker(request).subject_id
    resumes = list(Resume.objects.of(subject_id))
    open_own(resumes, subject_id)
    ended = not resumes and has_ended(subject_id=subject_id, activity=ACTIVITY)
    return TemplateResponse(request, "resumes/list_resumes.html", {"resumes": resumes, "ended": ended})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def write_new_resume(request: HttpRequest) -> HttpResponse:
    """Write a resume; the first one asks for the consent to job matching."""
    resume = Resume(subject_id=seeker(request).subject_id)
    return _edit(request, resume, _question(resume.subject_id))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_resume(request: HttpRequest, resume_id: UUID) -> HttpResponse:
    """Change a resume."""
    resume = _own(request, resume_id)
    open_own([resume], resume.subject_id)
    return _edit(request, resume, _question(resume.subject_id))


@require_safe
@login_required
def show_resume(request: HttpRequest, resume_id: UUID) -> HttpResponse:
    """The resume as its owner sees it, with its files."""
    resume = _own(request, resume_id)
    open_own(resume.rows(), resume.subject_id)
    return TemplateResponse(request, "resumes/show_resume.html", {"resume": resume, "form": PdfForm()})


@require_POST
@login_required
def attach_file(request: HttpRequest, resume_id: UUID) -> HttpResponse:
    """Hang a PDF on a resume."""
    resume = _own(request, resume_id)
    form = PdfForm(request.POST, request.FILES)
    if form.is_valid():
        attach(resume=resume, upload=form.cleaned_data["file"])
        messages.success(request, _("The file is stored, encrypted."))
        return redirect("show_resume", resume.pk)
    open_own(resume.rows(), resume.subject_id)
    return TemplateResponse(request, "resumes/show_resume.html", {"resume": resume, "form": form})


@require_safe
@login_required
def download_file(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """The member's own file."""
    attachment = _own_file(request, attachment_id)
    open_own([attachment], attachment.subject_id)
    return pdf_download(attachment.file, attachment.name)


@require_POST
@login_required
def delete_file(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """Delete a file at once."""
    attachment = _own_file(request, attachment_id)
    resume_id = attachment.resume_id
    detach(attachment=attachment)
    messages.success(request, _("The file is deleted."))
    return redirect("show_resume", resume_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request: HttpRequest, resume_id: UUID) -> HttpResponse:
    """Delete a resume, after saying what stays."""
    resume = _own(request, resume_id)
    if request.method == "POST":
        delete_resume(resume=resume)
        messages.success(request, _("The resume is deleted."))
        return redirect("list_resumes")
    open_own([resume], resume.subject_id)
    return TemplateResponse(request, "resumes/delete_resume.html", {"resume": resume})


def seeker(request: HttpRequest) -> Member:
    """The individual member who asks; for anybody else these pages do not exist."""
    member = request.user
    if not isinstance(member, Member) or member.kind != MemberKind.INDIVIDUAL:
        raise Http404
    return member


def _own(request: HttpRequest, resume_id: UUID) -> Resume:
    return get_object_or_404(Resume.objects.of(seeker(request).subject_id).with_sections(), pk=resume_id)


def _own_file(request: HttpRequest, attachment_id: UUID) -> Attachment:
    own = Attachment.objects.filter(subject=seeker(request).subject_id).in_force()
    return get_object_or_404(own, pk=attachment_id)


def _question(subject_id: UUID) -> Question | None:
    if is_given(subject_id=subject_id, activity=ACTIVITY):
        return None
    return ask(activity=ACTIVITY, language=get_language() or "ko", subject_id=subject_id)


def _edit(request: HttpRequest, resume: Resume, question: Question | None) -> HttpResponse:
    data: Any = request.POST if request.method == "POST" else None
    form = ResumeForm(data, instance=resume, question=question)
    formsets = section_formsets(data, resume)
    if data is not None and all([form.is_valid(), *(formset.is_valid() for _heading, formset in formsets)]):
        rows = [rows_of(formset) for _heading, formset in formsets]
        write_resume(resume=form.instance, sections=rows, consent=form.cleaned_data.get("consent"))
        messages.success(request, _("Your resume is saved."))
        return redirect("show_resume", resume.pk)
    status = 200 if data is None else 422
    return TemplateResponse(request, "resumes/resume_form.html", {"form": form, "formsets": formsets}, status=status)
