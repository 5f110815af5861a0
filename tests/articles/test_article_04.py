"""Article 4: every right has a way in the member's centre that works; nobody else can use it."""

import io
import zipfile
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from members.models import Member
from privacy.consent.services import is_given
from privacy.destruction.models import DestructionReason
from privacy.rights import exports
from privacy.rights.models import DataExport
from privacy.subjects.opening import open_own, scope
from privacy.subjects.services import restricted_since
from recruitment.applications.models import Application
from resumes.models import Resume
from tests.articles.people import listed, signed_in
from tests.members.joining import ITEMS, join, prove
from tests.members.people import PASSWORD
from tests.people import make_member, make_resume

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client: Client) -> Member:
    """Somebody who joined through the pages, wrote a resume, and has just proved who she is."""
    prove(client)
    join(client)
    found = Member.objects.get(login_id="newcomer")
    with scope():
        make_resume(found)
    client.post("/reauthenticate/", {"password": PASSWORD})
    return found


def test_article_04_access_correction_deletion_suspension_and_withdrawal_work_online(
    client: Client, member: Member
) -> None:
    client.post("/me/privacy/export/", {"passphrase": ""})
    export = DataExport.objects.get(subject=member.subject_id)
    exports.build(export_id=export.pk)
    answer: Any = client.post(f"/me/privacy/export/{export.pk}/")
    page = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).read("overview.html").decode()
    assert "김하늘" in page
    assert "누리시스템" in page

    assert client.post(reverse("profile"), {**ITEMS, "name": "김바다"}).status_code == 302
    assert "김바다" in client.get(reverse("profile")).content.decode()

    client.post("/me/privacy/restrict/")
    assert restricted_since(member.subject_id)
    client.post("/me/privacy/restrict/lift/")
    assert restricted_since(member.subject_id) is None

    resume = Resume.objects.get()
    assert client.post(reverse("delete_resume", args=[resume.pk])).status_code == 302
    assert not Resume.objects.of(member.subject_id).exists()

    client.post("/me/privacy/consents/job_matching/withdraw/")
    assert not is_given(subject_id=member.subject_id, activity="job_matching")
    assert client.post("/me/privacy/withdraw/").status_code == 200
    assert DestructionReason.objects.filter(subject=member.subject_id, activity="membership").exists()
    assert client.get("/me/")["Location"].startswith("/login/")


def test_article_04_nobody_else_exercises_it(alice: Member, bob: Member, application: Application) -> None:
    eve = make_member("eve-seeker")
    EmailAddress.objects.create(user=eve, email="eve@mail.example", verified=True, primary=True)
    resume = Resume.objects.get()
    company = application.posting.company_id
    ways = [
        reverse("edit_resume", args=[resume.pk]),
        reverse("delete_resume", args=[resume.pk]),
        reverse("withdraw_application", args=[application.pk]),
        reverse("show_application", args=[application.pk]),
        f"/me/privacy/disclosures/{company}/recall/",
        f"/me/privacy/consents/provision_companies/{company}/withdraw/",
        "/me/privacy/consents/job_matching/withdraw/",
    ]
    for way in ways:
        for client, refused in (
            (signed_in(eve), {404, 405}),
            (Client(), {302, 405}),
            (signed_in(bob), {403, 404, 405}),
        ):
            for send in (client.get, client.post):
                answer: Any = send(way, {"subject": str(alice.subject_id)})
                assert answer.status_code in refused or answer.get("Location", "").startswith("/me/"), way
    with scope():
        open_own([resume], alice.subject_id)
        assert resume.name == "이서연"
    assert is_given(subject_id=alice.subject_id, activity="job_matching")
    assert is_given(subject_id=alice.subject_id, activity="provision_companies", recipient_id=company)
    assert "이서연" in listed(bob)
