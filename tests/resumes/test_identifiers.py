"""No unique identifier gets into a resume, a company's texts or an upload, and none into a log (rule 37)."""

import logging
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from members.choices import MemberKind
from members.models import Member
from privacy.subjects.opening import scope
from recruitment.postings.models import Posting
from resumes import pdf_text
from resumes.models import Attachment, Resume
from tests.people import make_company, make_member, make_resume, posting_items
from tests.resumes.test_write_resume import posted

pytestmark = pytest.mark.django_db
NUMBER, SHOWN = "880214-1993821", "880214-1******"


@pytest.fixture
def alice(client: Client) -> Member:
    member = make_member("alice")
    client.force_login(member)
    return member


def pdf_saying(text: str, name: str = "resume.pdf", **told: str) -> SimpleUploadedFile:
    """A real document of one page."""
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    font = DictionaryObject(
        {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
         NameObject("/BaseFont"): NameObject("/Helvetica")}
    )  # fmt: skip
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    writer.add_metadata({f"/{key}": value for key, value in told.items()})
    out = BytesIO()
    writer.write(out)
    return SimpleUploadedFile(name, out.getvalue(), "application/pdf")


@pytest.mark.parametrize(
    "field", ["title", "introduction", "affiliation", "address", "careers-0-role", "educations-0-major"]
)
def test_it_is_refused_in_every_field_and_is_not_logged(
    client: Client, alice: Member, caplog: pytest.LogCaptureFixture, field: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        response = client.post(reverse("write_resume"), posted(alice, **{field: f"번호 {NUMBER}"}))
    assert response.status_code == 422
    assert SHOWN in response.content.decode()
    assert not Resume.objects.exists()
    assert "1993821" not in caplog.text


def test_what_looks_like_a_passport_number_is_asked_about(client: Client, alice: Member) -> None:
    data = posted(alice, introduction="설비 M12345678 운용")
    response = client.post(reverse("write_resume"), data)
    assert response.status_code == 422
    assert 'name="not_an_identifier"' in response.content.decode()
    assert client.post(reverse("write_resume"), data | {"not_an_identifier": "on"}).status_code == 302
    assert Resume.objects.exists()


def test_a_confirmation_clears_no_resident_number(client: Client, alice: Member) -> None:
    data = posted(alice, introduction=f"M12345678 {NUMBER}", not_an_identifier="on")
    assert client.post(reverse("write_resume"), data).status_code == 422
    assert not Resume.objects.exists()


@pytest.mark.parametrize(
    "upload",
    [
        lambda: pdf_saying(f"No. {NUMBER}"),
        lambda: pdf_saying("nothing", Author=NUMBER),
        lambda: pdf_saying("nothing", name=f"이력서_{NUMBER}.pdf"),
        lambda: pdf_saying("passport M12345678"),
    ],
    ids=["text", "author", "name", "passport"],
)
def test_an_upload_with_one_is_refused(client: Client, alice: Member, upload: Any) -> None:
    with scope():
        resume = make_resume(alice)
    response = client.post(reverse("attach_file", args=[resume.pk]), {"file": upload()})
    assert response.status_code == 422
    assert "******" in response.content.decode() or "M123*****" in response.content.decode()
    assert not Attachment.objects.exists()
    client.post(reverse("attach_file", args=[resume.pk]), {"file": pdf_saying("Call 010-2345-6789")})
    assert Attachment.objects.exists()


def test_a_document_that_takes_too_long_is_refused(
    client: Client, alice: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scope():
        resume = make_resume(alice)
    monkeypatch.setattr(pdf_text, "SECONDS", 0.001)
    response = client.post(reverse("attach_file", args=[resume.pk]), {"file": pdf_saying("Hello")})
    assert response.status_code == 422
    assert response.context["form"].errors.as_data()["file"][0].code == "too_hard"


def test_a_corporate_number_passes_when_the_company_says_so(client: Client) -> None:
    owner = make_member("owner-bob", MemberKind.CORPORATE)
    make_company(owner)
    client.force_login(owner)
    data = {name: getattr(value, "pk", value) for name, value in posting_items().items()}
    data["information"] = "법인등록번호 110111-1707178"
    response = client.post(reverse("new_posting"), data)
    assert 'name="not_an_identifier"' in response.content.decode()
    assert not Posting.objects.exists()
    client.post(reverse("new_posting"), data | {"not_an_identifier": "on"})
    assert Posting.objects.get().information == "법인등록번호 110111-1707178"


def test_the_limit_is_told_with_the_size_and_a_file_of_the_limit_is_kept(client: Client, alice: Member) -> None:
    with scope():
        resume = make_resume(alice)
    address = reverse("attach_file", args=[resume.pk])
    whole = 10 * 1024 * 1024
    for size, kept in ((whole + 3 * 1024 * 1024, False), (whole + 1, False), (whole, True)):
        content = b"%PDF-1.7" + b"x" * (size - 13) + b"%%EOF"
        response = client.post(address, {"file": SimpleUploadedFile("a.pdf", content)})
        assert (response.status_code, Attachment.objects.exists()) == (302 if kept else 422, kept)
        if not kept:
            assert [error.code for error in response.context["form"].errors.as_data()["file"]] == ["size"]
            assert "10.0" in str(response.context["form"].errors)
