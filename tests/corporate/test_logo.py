"""A company's logo: decoded and written anew, shown with the company, replaced and deleted by its owner."""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, PngImagePlugin

from corporate.choices import CompanyRole
from corporate.models import Company, CompanyMembership
from corporate.services import set_logo
from members.choices import MemberKind
from members.models import Member
from tests.people import make_company, make_member, make_posting

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob(client: Client) -> Member:
    member = make_member("owner-bob", MemberKind.CORPORATE)
    client.force_login(member)
    return member


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 300), **told: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#336699").save(out, kind, **told)
    return out.getvalue()


def sent(client: Client, content: bytes, name: str = "logo.png") -> object:
    return client.post(reverse("change_company_logo"), {"logo": SimpleUploadedFile(name, content)})


def files(company: Company) -> list[Path]:
    return sorted((Path(settings.FILES_DIR) / "company_logos" / str(company.pk)).glob("*"))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_it_is_stored_small_without_metadata_and_shown(client: Client, bob: Member, kind: str) -> None:
    company = make_company(bob)
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "secret words")
    content = picture(kind, **({"pnginfo": told} if kind == "PNG" else {"exif": b"Exif\0\0secret words"}))
    sent(client, content + b"<script>alert(1)</script>")
    [stored] = files(company)
    assert b"secret" not in stored.read_bytes()
    assert b"script" not in stored.read_bytes()
    with Image.open(stored) as image:
        assert (image.format, image.size) == ("PNG", (512, 171))
    posting = make_posting(company)
    address = reverse("company_logo", args=[company.pk])
    visitor = Client()
    for page in (reverse("company_page", args=[company.pk]), reverse("show_posting", args=[posting.pk]), "/jobs/"):
        assert address in visitor.get(page).content.decode()
    response = visitor.get(address)
    assert (response.content, response["Content-Type"]) == (stored.read_bytes(), "image/png")
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 %%EOF",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + picture("GIF")[6:],
        picture("BMP", (20, 20)),
        picture()[:200],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
        picture(size=(20_000, 20_000)),
        picture(size=(4_001, 4_000)),
        picture("PNG", (900, 300)) + b"\0" * (2 * 2**20),
    ],
    ids=["empty", "pdf", "svg", "gif", "bmp", "cut", "broken", "bomb", "many pixels", "large"],
)
def test_anything_else_is_refused_and_the_old_logo_stays(client: Client, bob: Member, content: bytes) -> None:
    company = make_company(bob)
    set_logo(company_id=company.pk, picture=picture())
    before = files(company)
    response = client.post(reverse("change_company_logo"), {"logo": SimpleUploadedFile("logo.png", content)})
    assert response.status_code == 422
    assert "logo" in response.context["form"].errors
    assert files(company) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed_db")
def test_it_is_replaced_and_deleted(client: Client) -> None:
    bob = make_member("owner-bob", MemberKind.CORPORATE)
    client.force_login(bob)
    company = make_company(bob)
    sent(client, picture())
    first = files(company)
    sent(client, picture("JPEG"))
    [second] = files(company)
    assert [second] != first
    client.post(reverse("delete_company_logo"))
    assert files(company) == []
    assert Client().get(reverse("company_logo", args=[company.pk])).status_code == 404
    client.post(reverse("delete_company_logo"))


def test_before_the_approval_only_the_company_sees_it(client: Client, bob: Member) -> None:
    company = make_company(bob, approved=False)
    sent(client, picture())
    address = reverse("company_logo", args=[company.pk])
    assert client.get(address).status_code == 200
    assert Client().get(address).status_code == 404
    stranger = Client()
    stranger.force_login(make_member("alice"))
    assert stranger.get(address).status_code == 404


def test_only_the_owner_changes_it(client: Client, bob: Member) -> None:
    company = make_company(bob)
    CompanyMembership.objects.filter(company=company).update(role=CompanyRole.RECRUITER)
    assert client.get(reverse("change_company_logo")).status_code == 404
    sent(client, picture())
    client.post(reverse("delete_company_logo"))
    assert files(company) == []
