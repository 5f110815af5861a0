"""One person walks through the whole portal and leaves; afterwards nothing of hers is anywhere but in the archive.

Every item that the portal asks of her carries a mark that occurs nowhere else, and all stores are searched for the
marks at the end: tables, raw database files, files, letters, ledger and logs (policy art. 6; PIPA art. 21).
"""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.urls import reverse

from impix.embedded import layout
from members.choices import MemberKind
from members.models import Member
from privacy.destruction.choices import PlanState
from privacy.destruction.models import DestructionPlan
from privacy.destruction.services import approve
from privacy.subjects.models import DataSubject
from recruitment.applications.models import Application
from recruitment.postings.models import Posting
from resumes.models import Resume
from tests.databases import signed_in_as
from tests.members.joining import join, prove
from tests.members.people import PASSWORD
from tests.people import make_company, make_member, make_officer, make_posting

MARKS = {
    "login_id": "canarylogin7421", "email": "canary7421@mail.example", "name": "카나리가람", "nickname": "별명카나리",
    "address_line": "카나리길 7421", "mobile": "010-7421-7421", "phone": "02-742-7421", "title": "제목카나리",
    "affiliation": "소속카나리", "desired_job": "직종카나리", "introduction": "소개카나리문장",
    "school": "카나리대학교", "employer": "카나리상사", "licence": "카나리면허", "file": "카나리파일내용",
    "file_name": "카나리문서",
}  # fmt: skip


def sign_in(client: Client, login: str) -> None:
    client.post("/login/", {"login": login, "password": PASSWORD})
    client.post("/reauthenticate/", {"password": PASSWORD})


def joined(client: Client) -> Member:
    prove(client, MARKS["email"])
    named = {name: MARKS[name] for name in ("login_id", "name", "nickname", "address_line", "mobile", "phone")}
    assert join(client, **named).status_code == 302
    return Member.objects.get(login_id=MARKS["login_id"])


def wrote_a_resume(client: Client, member: Member) -> Resume:
    token = client.get(reverse("write_resume")).context["form"].fields["consent"].widget.token
    sections = ("educations", "careers", "licences")
    rows: dict[str, Any] = {f"{name}-TOTAL_FORMS": "1" for name in sections}
    rows |= {f"{name}-INITIAL_FORMS": "0" for name in sections}
    rows |= {"educations-0-school": MARKS["school"], "careers-0-employer": MARKS["employer"]}
    rows |= {"licences-0-licence": MARKS["licence"], "birth_date": "1991-07-21", "address": MARKS["address_line"]}
    named = ("title", "name", "mobile", "phone", "email", "affiliation", "desired_job", "introduction")
    stated = {name: MARKS[name] for name in named}
    assert client.post(reverse("write_resume"), {**rows, **stated, "consent": token}).status_code == 302
    resume = Resume.objects.get(subject=member.subject_id)
    content = b"%PDF-1.7\n" + MARKS["file"].encode() + b"\n%%EOF\n"
    upload = SimpleUploadedFile(f"{MARKS['file_name']}.pdf", content, "application/pdf")
    assert client.post(reverse("attach_file", args=[resume.pk]), {"file": upload}).status_code == 302
    return resume


def applied(client: Client, resume: Resume, posting: Posting) -> Application:
    form = client.get(reverse("apply", args=[posting.pk])).context["form"]
    sent = {"resume": str(resume.pk), "contact_shared": "on", "consent": form.fields["consent"].widget.token}
    assert client.post(reverse("apply", args=[posting.pk]), sent).status_code == 302
    return Application.objects.get(subject=resume.subject_id)


def destroyed(member: Member) -> DestructionPlan:
    """The nightly task proposes, the officer approves, the worker executes."""
    officer = make_officer()
    with signed_in_as("worker"):
        call_command("plan_destruction", stdout=StringIO())
        plan = DestructionPlan.objects.get()
        approve(plan_id=plan.pk, officer_id=officer.pk, typed_number=str(plan.number))
        call_command("execute_destruction", stdout=StringIO())
    plan.refresh_from_db()
    return plan


def spellings() -> dict[bytes, str]:
    """How a mark may look in a file: as it is, as a dump writes bytes, as JSON escapes it."""
    found = {}
    for name, mark in MARKS.items():
        for spelling in (mark.encode(), mark.encode().hex().encode(), mark.encode("unicode_escape")):
            found[spelling] = name
    return found


def marks_in_tables() -> set[str]:
    found = set()
    with signed_in_as("owner"):
        for alias in connections:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
                for (table,) in cursor.fetchall():
                    cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608
                    text = "\n".join(row[0] for row in cursor.fetchall()).encode()
                    found |= {f"{alias}.{table}: {name}" for mark, name in spellings().items() if mark in text}
    return found


def marks_in_files(*folders: Path) -> set[str]:
    found = set()
    for folder in folders:
        for path in (path for path in folder.rglob("*") if path.is_file()):
            content = path.read_bytes()
            found |= {f"{path}: {name}" for mark, name in spellings().items() if mark in content}
    return found


def vacuumed_database_files() -> Path:
    """The data folder after dead rows were removed and everything is written."""
    with signed_in_as("owner"):
        for alias in connections:
            with connections[alias].cursor() as cursor:
                cursor.execute("VACUUM FULL")
                cursor.execute("CHECKPOINT")
                cursor.execute("SHOW data_directory")
                folder = Path(cursor.fetchone()[0])
    return folder


@pytest.mark.usefixtures("committed_db")
def test_one_person_walks_through_and_leaves_nothing(client: Client, settings: Any) -> None:
    settings.DESTRUCTION_COOLING_HOURS = 0
    recruiter = make_member("owner-bob", MemberKind.CORPORATE)
    posting = make_posting(make_company(recruiter))
    member = joined(client)
    resume = wrote_a_resume(client, member)
    application = applied(client, resume, posting)
    company = Client()
    company.force_login(recruiter)
    page = company.get(reverse("show_applicant", args=[application.pk])).content.decode()
    assert all(MARKS[item] in page for item in ("name", "school", "employer", "licence", "mobile", "introduction"))
    assert all(MARKS[item] not in page for item in ("nickname", "login_id"))
    file = application.files.get()
    assert MARKS["file"].encode() in company.get(reverse("download_applicants_file", args=[file.pk])).content
    client.post("/logout/")
    sign_in(client, MARKS["login_id"])
    assert posting.company.name in client.get("/me/privacy/disclosures/").content.decode()
    assert marks_in_tables(), "the search itself must find what is there"
    assert client.post("/me/privacy/withdraw/").status_code == 200
    assert company.get(reverse("show_applicant", args=[application.pk])).status_code == 403
    plan = destroyed(member)
    assert plan.state == PlanState.CERTIFIED
    assert DataSubject.objects.get(pk=member.subject_id).destroyed_at is not None
    mail.outbox.clear()  # What the mail server took is no longer ours.
    assert marks_in_tables() == set()
    files = [Path(settings.FILES_DIR), Path(settings.LEDGER_DIR), layout.TESTS.log]
    assert marks_in_files(*files) == set()


@pytest.mark.skipif(not settings.EMBEDDED, reason="the data folder of an external server is not ours to read")
@pytest.mark.usefixtures("committed_db")
def test_no_raw_database_file_holds_anything_of_hers(client: Client, settings: Any) -> None:
    settings.DESTRUCTION_COOLING_HOURS = 0
    posting = make_posting(make_company(make_member("owner-bob", MemberKind.CORPORATE)))
    member = joined(client)
    applied(client, wrote_a_resume(client, member), posting)
    assert marks_in_files(vacuumed_database_files() / "base"), "the search itself must find what is there"
    client.post("/logout/")
    sign_in(client, MARKS["login_id"])
    client.post("/me/privacy/withdraw/")
    destroyed(member)
    assert marks_in_files(vacuumed_database_files() / "base") == set()
