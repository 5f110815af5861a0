"""A member writes, changes and deletes resumes; files are encrypted and leave only for their owner."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from members.models import Member
from privacy.consent.services import ask, is_given
from privacy.subjects.opening import open_own, scope
from resumes.models import Attachment, Career, Education, Resume
from tests.people import RESUME, make_member, make_resume, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client: Client) -> Member:
    member = make_member("alice")
    client.force_login(member)
    return member


def posted(member: Member, **changes: Any) -> dict[str, Any]:
    question = ask(activity="job_matching", language="ko", subject_id=member.subject_id)
    data: dict[str, Any] = {**RESUME, "region": RESUME["region_code"], "consent": question.token}
    for prefix in ("educations", "careers", "licences"):
        data |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "0"}
    return data | {"educations-0-school": "한국대학교", "careers-0-employer": "누리시스템"} | changes


def test_it_works(client: Client, alice: Member) -> None:
    response = client.post(reverse("write_resume"), posted(alice))
    resume = Resume.objects.get()
    assert response["Location"] == reverse("show_resume", args=[resume.pk])
    assert is_given(subject_id=alice.subject_id, activity="job_matching")
    page = client.get(response["Location"]).content.decode()
    for value in ("이서연", "010-2345-6789", "한국대학교", "누리시스템", "데이터를 다루는"):
        assert value in page


def test_no_value_is_in_the_database_in_clear(client: Client, alice: Member) -> None:
    client.post(reverse("write_resume"), posted(alice))
    with connection.cursor() as cursor:
        for model in (Resume, Education, Career):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {model._meta.db_table} t")  # noqa: S608
            row = cursor.fetchone()[0]
            for value in ("이서연", "한국대학교", "누리시스템"):
                assert value not in row
                assert value.encode().hex() not in row


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("birth_date", "2024-01-01"),
        ("birth_date", "1800-01-01"),
        ("birth_date", "yesterday"),
        ("mobile", "12"),
        ("region", ""),
        ("region", "9999"),
        ("postcode", "1234a"),
        ("email", "nobody"),
        ("title", "가" * 101),
        ("consent", ""),
        ("consent", "forged.0"),
    ],
)
def test_a_wrong_item_is_told_and_nothing_is_stored(client: Client, alice: Member, field: str, value: str) -> None:
    response = client.post(reverse("write_resume"), posted(alice, **{field: value}))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Resume.objects.exists()
    assert not is_given(subject_id=alice.subject_id, activity="job_matching")


def test_a_wrong_row_of_a_section_is_told_too(client: Client, alice: Member) -> None:
    response = client.post(
        reverse("write_resume"), posted(alice, **{"careers-0-employer": "", "careers-0-role": "개발"})
    )
    assert response.status_code == 422
    assert not Resume.objects.exists()


def test_rows_are_changed_added_and_deleted(client: Client, alice: Member) -> None:
    with scope():
        resume = make_resume(alice)
    career = Career.objects.get()
    data = posted(alice) | {
        "educations-INITIAL_FORMS": "1", "educations-TOTAL_FORMS": "2",
        "educations-0-id": str(Education.objects.get().pk), "educations-0-school": "새 대학교",
        "educations-1-school": "다른 대학교",
        "careers-INITIAL_FORMS": "1", "careers-0-id": str(career.pk), "careers-0-DELETE": "on",
    }  # fmt: skip
    client.post(reverse("edit_resume", args=[resume.pk]), data)
    with scope():
        resume = Resume.objects.with_sections().get()
        open_own(resume.rows(), alice.subject_id)
        assert [row.school for row in resume.educations.all()] == ["새 대학교", "다른 대학교"]
        assert not resume.careers.all()


def test_nobody_else_reaches_it(client: Client) -> None:
    with scope():
        resume = make_resume(make_member("alice"))
    client.force_login(make_member("charlie"))
    for name in ("show_resume", "edit_resume", "delete_resume"):
        assert client.get(reverse(name, args=[resume.pk])).status_code == 404
    assert client.post(reverse("attach_file", args=[resume.pk]), {"file": pdf()}).status_code == 404


def test_a_file_is_stored_encrypted_downloaded_and_deleted(client: Client, alice: Member) -> None:
    with scope():
        resume = make_resume(alice)
    client.post(reverse("attach_file", args=[resume.pk]), {"file": pdf(b"a secret of mine")})
    attachment = Attachment.objects.get()
    stored = Path(settings.FILES_DIR) / str(attachment.file.name)
    assert b"secret" not in stored.read_bytes()
    response = client.get(reverse("download_file", args=[attachment.pk]))
    assert b"a secret of mine" in response.content
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    client.post(reverse("delete_file", args=[attachment.pk]))
    assert not stored.exists()


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("a.pdf", b"<html>%PDF-1.7</html>"),
        SimpleUploadedFile("a.pdf", b"%PDF-1.7 and no end"),
        SimpleUploadedFile("a.pdf", b""),
        SimpleUploadedFile("a.pdf", b"%PDF-1.7" + b"x" * (10 * 1024 * 1024) + b"%%EOF"),
    ],
    ids=["html", "cut", "empty", "large"],
)
def test_what_is_no_pdf_is_refused(client: Client, alice: Member, upload: SimpleUploadedFile) -> None:
    with scope():
        resume = make_resume(alice)
    upload.seek(0)
    response = client.post(reverse("attach_file", args=[resume.pk]), {"file": upload})
    assert 400 <= response.status_code < 500
    assert not Attachment.objects.exists()


def test_deleting_a_resume_leaves_nothing(client: Client, alice: Member) -> None:
    with scope():
        resume = make_resume(alice)
    client.post(reverse("attach_file", args=[resume.pk]), {"file": pdf()})
    stored = Path(settings.FILES_DIR) / str(Attachment.objects.get().file.name)
    client.post(reverse("delete_resume", args=[resume.pk]))
    assert [model.objects.count() for model in (Resume, Education, Attachment)] == [0, 0, 0]
    assert not stored.exists()


def test_an_older_resume_keeps_its_line_and_asks_for_the_region_when_it_is_changed(
    client: Client, alice: Member
) -> None:
    with scope():
        resume = make_resume(alice, region_code=None, postcode=None, address="서울 마포구 옛길 1")
    assert "옛길 1" in client.get(reverse("show_resume", args=[resume.pk])).content.decode()
    address = reverse("edit_resume", args=[resume.pk])
    response = client.post(address, posted(alice, address="서울 마포구 옛길 1", region=""))
    assert "region" in response.context["form"].errors
    assert client.post(address, posted(alice, address="옛길 1")).status_code == 302
    assert "서울특별시 마포구 옛길 1 (03925)" in client.get(reverse("show_resume", args=[resume.pk])).content.decode()
    form = client.get(address).context["form"]
    assert (form["region"].value(), form["postcode"].value()) == ("1114", "03925")
    english = client.get(f"/en{reverse('show_resume', args=[resume.pk])}").content.decode()
    assert "옛길 1, Mapo-gu, Seoul (03925)" in english
