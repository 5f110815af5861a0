"""What a person deletes of her own is noted in the ledger first, so that no restore brings it back (rule 21)."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from members.models import Member
from privacy.destruction import ledger
from privacy.subjects.opening import scope
from resumes.models import Attachment, Career, Education, Resume
from resumes.services import attach, delete_resume, detach
from tests.people import RESUME, make_member, make_resume, pdf

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def alice(client: Client) -> Member:
    member = make_member("alice")
    client.force_login(member)
    return member


@pytest.fixture
def resume(alice: Member) -> Resume:
    with scope():
        return make_resume(alice)


def noted() -> list[dict[str, Any]]:
    return [note.body for note in ledger.notes() if note.kind == ledger.OWN_DELETION]


def ids(*rows: Any) -> list[str]:
    return sorted(str(row.pk) for row in rows)


def edited(resume: Resume, **changes: str) -> dict[str, Any]:
    data: dict[str, Any] = {**RESUME, "region": RESUME["region_code"]}
    for prefix, rows in (
        ("educations", [Education.objects.get()]),
        ("careers", [Career.objects.get()]),
        ("licences", []),
    ):
        data |= {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": str(len(rows))}
        data |= {f"{prefix}-{place}-id": str(row.pk) for place, row in enumerate(rows)}
    return data | {"educations-0-school": "한국대학교", "careers-0-employer": "누리시스템"} | changes


def test_rows_deleted_together_are_one_note(client: Client, alice: Member, resume: Resume) -> None:
    school, job = Education.objects.get(), Career.objects.get()
    gone = {"educations-0-DELETE": "on", "careers-0-DELETE": "on"}
    assert client.post(reverse("edit_resume", args=[resume.pk]), edited(resume, **gone)).status_code == 302
    assert not Education.objects.exists()
    rows = {"resumes.Education": ids(school), "resumes.Career": ids(job)}
    assert noted() == [{"subject": str(alice.subject_id), "rows": rows}]


def test_an_edit_without_a_deletion_notes_nothing(client: Client, resume: Resume) -> None:
    assert client.post(reverse("edit_resume", args=[resume.pk]), edited(resume)).status_code == 302
    assert noted() == []


def test_a_file_and_a_whole_resume(client: Client, alice: Member, resume: Resume) -> None:
    first, second = attach(resume=resume, upload=pdf()), attach(resume=resume, upload=pdf())
    client.post(reverse("delete_file", args=[first.pk]))
    assert not Attachment.objects.filter(pk=first.pk).exists()
    school, job = Education.objects.get(), Career.objects.get()
    client.post(reverse("delete_resume", args=[resume.pk]))
    assert not Resume.objects.exists()
    assert [note["rows"] for note in noted()] == [
        {"resumes.Attachment": ids(first)},
        {
            "resumes.Resume": ids(resume),
            "resumes.Education": ids(school),
            "resumes.Career": ids(job),
            "resumes.Attachment": ids(second),
        },
    ]
    assert {note["subject"] for note in noted()} == {str(alice.subject_id)}
    written = b"".join(path.read_bytes() for path in Path(settings.LEDGER_DIR).iterdir())
    assert not any(value.encode() in written for value in ("이서연", "한국대학교", "포트폴리오"))
    assert ledger.older_copies() == []


def test_the_note_comes_first(resume: Resume, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **values: Any) -> None:
        raise DatabaseError("the row cannot be deleted now")

    monkeypatch.setattr(Resume, "delete", broken)
    with pytest.raises(DatabaseError):
        delete_resume(resume=resume)
    assert len(noted()) == 1
    assert Education.objects.exists()


def test_what_cannot_be_noted_is_not_deleted(resume: Resume, monkeypatch: pytest.MonkeyPatch) -> None:
    attachment = attach(resume=resume, upload=pdf())

    def full(*args: Any) -> bool:
        raise OSError("no space left on device")

    monkeypatch.setattr(ledger, "_write_once", full)
    with pytest.raises(OSError, match="no space"):
        detach(attachment=attachment)
    with pytest.raises(OSError, match="no space"):
        delete_resume(resume=resume)
    assert Resume.objects.exists()
    assert (Path(settings.FILES_DIR) / str(attachment.file.name)).exists()


def test_the_same_deletion_noted_twice_is_one_statement(resume: Resume) -> None:
    for _ in range(2):
        ledger.note_own_deletion(resume.rows())
    first, second = noted()
    assert first == second
    assert ledger.verify() == 2
