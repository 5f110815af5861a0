"""Applying, taking back, and what a company does with an application (policy art. 2; product rules 3, 13, 14)."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from corporate.models import Company
from members.models import Region
from privacy.audit.actors import Actor
from privacy.audit.choices import Action
from privacy.audit.services import record
from privacy.consent import services as consents
from privacy.consent.questions import Answer
from privacy.policy.notices import NamedRecipient
from privacy.policy.services import Listed
from privacy.provision.access_ends import ended
from privacy.provision.choices import EndedBecause
from privacy.signing import canonical_json
from privacy.subjects.exceptions import Restricted
from privacy.subjects.files import SealedFileStorage, file_name
from privacy.subjects.models import DataSubject
from privacy.subjects.services import restricted_since
from recruitment.applications.access_ends import end_applications, end_consent_if_last
from recruitment.applications.choices import State
from recruitment.applications.exceptions import AppliedBefore, IllegalMove, PostingClosed
from recruitment.applications.items import FINER, FROZEN
from recruitment.applications.models import Application, ApplicationFile
from recruitment.postings.models import Posting
from resumes.downloads import content_of
from resumes.models import Attachment, Resume

ACTIVITY = Application.activity


def recipient_of(posting: Posting) -> NamedRecipient:
    """The company that a provision consent names on the apply screen of its posting."""
    return NamedRecipient(posting.company_id, posting.company.name)


def submit_application(*, posting_id: UUID, resume: Resume, consent: Answer, contact_shared: bool) -> Application:
    """Consent and application in one act, with a frozen copy of the resume, which must be open to its owner.

    Raises PostingClosed, AppliedBefore, StaleNotice, Restricted; then nothing is stored.
    """
    copies: list[str] = []
    try:
        with transaction.atomic():
            posting = Posting.objects.select_for_update(of=("self",)).select_related("company").get(pk=posting_id)
            if not posting.accepts_applications:
                raise PostingClosed
            consents.answer(subject_id=resume.subject_id, given=consent)
            if restricted_since(resume.subject_id):  # After the lock that restricting takes too.
                raise Restricted
            application = _freeze(posting, resume, contact_shared)
            for attachment in resume.attachments.all():
                copies.append(_copy_file(application, attachment))
    except IntegrityError as error:
        _discard(copies)
        if "application_once_per_posting" in str(error):
            raise AppliedBefore from error
        raise
    except BaseException:
        _discard(copies)
        raise
    return application


@transaction.atomic
def withdraw_application(*, application: Application) -> None:
    """Take back what was sent, at any stage; the company's access ends with this request. Raises IllegalMove.

    The provision consent to the company ends with the last application to it.
    """
    # As leaving and withdrawing a consent do: whatever ends something for one person takes turns.
    DataSubject.objects.select_for_update(no_key=True).get(pk=application.subject_id)
    locked = Application.objects.select_related("posting").select_for_update(of=("self",)).get(pk=application.pk)
    if ended([locked.pk]):
        raise IllegalMove("recalled twice")
    if locked.is_undecided:
        locked.withdraw()
        locked.save(update_fields=["state", "moved_at"])
    end_applications([(locked, EndedBecause.RECALLED)])
    end_consent_if_last(subject_id=locked.subject_id, company_id=locked.posting.company_id)


@transaction.atomic
def move_application(*, application_id: UUID, company: Company, state: str, by: Actor) -> Application:
    """The company goes on with an application. Raises IllegalMove, also for one that was taken back meanwhile."""
    reachable = Application.objects.before(company).select_for_update(of=("self",))
    found: Application | None = reachable.filter(pk=application_id).first()
    if found is None:
        raise IllegalMove("out of reach")
    found.move(state)
    found.save(update_fields=["state", "moved_at"])
    record(by=by, action=Action.CHANGE, subjects=[found.subject_id], items=["application_state"], reason=state)
    return found


@transaction.atomic
def note_first_reading(*, application: Application, company: Company, by: Actor) -> None:
    """The company has read an application that was only received: now it is in review.

    Call it when the reading is granted and on record. Who was faster, another reader or the applicant who took it back,
    is left alone.
    """
    reachable = Application.objects.before(company).filter(state=State.RECEIVED)
    if not reachable.select_for_update(of=("self",)).filter(pk=application.pk).exists():
        return
    moved = move_application(application_id=application.pk, company=company, state=State.IN_REVIEW, by=by)
    application.state, application.moved_at = moved.state, moved.moved_at


def shown_fields(application: Application, listed: Listed) -> list[str]:
    """Which frozen fields a company sees: those on its applicant's list, contact data only when shared (rule 14).

    City or district are always among them, as the notice of the consent says; the rest of the address is not.
    """
    shared = application.contact_shared
    return [
        field
        for field, item in FROZEN.items()
        if item in listed.items and (shared or (item not in listed.contact and field not in FINER))
    ]


def readable(application: Application, fields: Iterable[str]) -> dict[str, Any]:
    """Opened values for a page, the region by its name."""
    shown: dict[str, Any] = dict.fromkeys(FROZEN) | {field: getattr(application, field) for field in fields}
    return {**shown, "region": Region.full_name_of(shown.pop("region_code", None))}


def _freeze(posting: Posting, resume: Resume, contact_shared: bool) -> Application:
    frozen = {
        "name": resume.name,
        "birth_date": resume.birth_date,
        "mobile": resume.mobile,
        "phone": resume.phone,
        "email": resume.email,
        "region_code": resume.region_code,
        "address": resume.address,
        "postcode": resume.postcode,
        "affiliation": resume.affiliation,
        "desired_job": resume.desired_job,
        "resume_content": resume.introduction,
        "education": [[row.school, row.major, row.period] for row in resume.educations.all()],
        "career": [[row.employer, row.role, row.period] for row in resume.careers.all()],
        "qualification": [[row.licence, row.issuer, row.period] for row in resume.licences.all()],
    }
    return Application.objects.create(
        posting=posting,
        subject_id=resume.subject_id,
        contact_shared=contact_shared,
        content_hash=sha256(canonical_json(frozen)).hexdigest(),
        **frozen,
    )


def _copy_file(application: Application, attachment: Attachment) -> str:
    name = file_name(activity=ACTIVITY, subject_id=application.subject_id, file_id=uuid4())
    SealedFileStorage().save(name, ContentFile(content_of(attachment.file)))
    ApplicationFile.objects.create(
        application=application, subject_id=application.subject_id, attachment=name, file_name=attachment.name
    )
    return name


def _discard(copies: list[str]) -> None:
    for name in copies:
        SealedFileStorage().delete(name)
