"""Writing and deleting resumes. The person's own edits take effect in their request (product rule 21).

What she deletes is noted in the ledger before it is deleted, so that no backup brings it back.
"""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from privacy.consent import services as consents
from privacy.consent.questions import Answer
from privacy.destruction.ledger import note_own_deletion
from privacy.subjects.files import SealedFileStorage, file_name
from resumes.models import Attachment, Resume, Section

SECTIONS = ("educations", "careers", "licences")


def write_resume(
    *,
    resume: Resume,
    sections: Sequence[tuple[list[Section], list[Section]]],
    consent: Answer | None = None,
) -> Resume:
    """Store a resume and its sections, each given as the rows to keep, in their order, and those to delete.

    The first resume carries the consent to job matching (rule 2). Raises NotProcessing without one.
    """
    note_own_deletion(row for _kept, deleted in sections for row in deleted)
    with transaction.atomic():
        if consent is not None:
            consents.answer(subject_id=resume.subject_id, given=consent)
        resume.save()
        for kept, deleted in sections:
            for row in deleted:
                row.delete()
            _store(resume, kept)
    return resume


def attach(*, resume: Resume, upload: "UploadedFile[Any]") -> Attachment:
    """Encrypt a file that was checked to be a PDF, and hang it on the resume."""
    name = file_name(activity=Attachment.activity, subject_id=resume.subject_id, file_id=uuid4())
    upload.seek(0)
    stored = SealedFileStorage().save(name, upload)
    try:
        return Attachment.objects.create(
            resume=resume, subject_id=resume.subject_id, file=stored, name=upload.name or "", size=upload.size or 0
        )
    except BaseException:
        SealedFileStorage().delete(stored)
        raise


def detach(*, attachment: Attachment) -> None:
    """Delete a file and its row."""
    note_own_deletion([attachment])
    stored = attachment.file.name or ""
    attachment.delete()
    SealedFileStorage().delete(stored)


def delete_resume(*, resume: Resume) -> None:
    """Delete a resume with everything in it. Copies that were sent stay until they are recalled."""
    note_own_deletion(resume.rows())
    files = [attachment.file.name or "" for attachment in resume.attachments.all()]
    with transaction.atomic():
        for name in (*SECTIONS, "attachments"):
            getattr(resume, name).all().delete()
        resume.delete()
    for stored in files:
        SealedFileStorage().delete(stored)


def _store(resume: Resume, rows: list[Section]) -> None:
    for position, row in enumerate(rows):
        row.resume, row.subject_id, row.position = resume, resume.subject_id, position  # type: ignore[attr-defined]
        row.save()
