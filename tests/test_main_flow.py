"""A job seeker and a company's owner walk through the whole portal and leave; afterwards nothing of theirs is anywhere.

Whatever the registry knows about them is a canary (tests/canaries.py), and all stores are searched at the end: tables
with sessions and cache, raw database files, Redis, files, temporary files, ledger, logs (policy art. 6; PIPA art. 21).
"""

import tempfile
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from impix.embedded import layout
from members.choices import MemberKind
from members.models import Member
from members.outbox import due_letters, send_letter
from privacy.audit.actors import Actor, ActorKind
from privacy.clocks import add_days
from privacy.destruction.choices import PlanState
from privacy.destruction.models import DestructionPlan
from privacy.destruction.services import approve
from privacy.inquiries.choices import Addressee
from privacy.inquiries.services import answer_inquiry, write_inquiry
from privacy.rights.choices import RequestState
from privacy.rights.models import RightsRequest
from privacy.rights.requests import Decision, decide
from privacy.rights.services import close_account
from privacy.subjects.models import DataSubject, Processing
from privacy.subjects.opening import scope
from recruitment.applications.models import Application
from recruitment.postings.models import Posting
from resumes.models import Resume
from tests.canaries import declared, in_files, in_redis, in_tables, planted, vacuumed_database_files
from tests.databases import signed_in_as
from tests.members.joining import join, prove
from tests.members.people import PASSWORD
from tests.people import make_company, make_member, make_officer, make_posting, today

MARKS = {
    "login_id": "canarylogin7421", "email": "canary7421@mail.example", "name": "카나리가람", "nickname": "별명카나리",
    "address_line": "카나리길 7421", "mobile": "010-7421-7421", "phone": "02-742-7421", "title": "제목카나리",
    "affiliation": "소속카나리", "desired_job": "직종카나리", "introduction": "소개카나리문장",
}  # fmt: skip
SECTIONS = {
    "educations": {"school": "카나리대학교", "major": "전공카나리", "period": "학기카나리"},
    "careers": {"employer": "카나리상사", "role": "업무카나리", "period": "경력카나리"},
    "licences": {"licence": "카나리면허", "issuer": "카나리협회", "period": "취득카나리"},
}
FILE, FILE_NAME = "카나리파일내용", "카나리문서"


def joined() -> tuple[Client, Member]:
    """She joins, in a browser and from an address that are known to nobody else."""
    client = Client(REMOTE_ADDR="203.0.113.74", headers={"user-agent": "CanaryBrowser/7421"})
    prove(client, MARKS["email"])
    named = {name: MARKS[name] for name in ("login_id", "name", "nickname", "address_line", "mobile", "phone")}
    assert join(client, **named).status_code == 302
    return client, Member.objects.get(login_id=MARKS["login_id"])


def wrote_a_resume(client: Client, member: Member) -> Resume:
    token = client.get(reverse("write_resume")).context["form"].fields["consent"].widget.token
    rows: dict[str, Any] = {f"{name}-TOTAL_FORMS": "1" for name in SECTIONS}
    rows |= {f"{name}-INITIAL_FORMS": "0" for name in SECTIONS}
    rows |= {f"{name}-0-{key}": mark for name, marks in SECTIONS.items() for key, mark in marks.items()}
    rows |= {"birth_date": "1991-07-21", "address": MARKS["address_line"]}
    rows |= {"region": "1114", "postcode": "03925"}
    named = ("title", "name", "mobile", "phone", "email", "affiliation", "desired_job", "introduction")
    stated = {name: MARKS[name] for name in named}
    assert client.post(reverse("write_resume"), {**rows, **stated, "consent": token}).status_code == 302
    resume = Resume.objects.get(subject=member.subject_id)
    content = b"%PDF-1.7\n" + FILE.encode() + b"\n%%EOF\n"
    upload = SimpleUploadedFile(f"{FILE_NAME}.pdf", content, "application/pdf")
    assert client.post(reverse("attach_file", args=[resume.pk]), {"file": upload}).status_code == 302
    return resume


def applied(client: Client, resume: Resume, posting: Posting) -> Application:
    form = client.get(reverse("apply", args=[posting.pk])).context["form"]
    sent = {"resume": str(resume.pk), "contact_shared": "on", "consent": form.fields["consent"].widget.token}
    assert client.post(reverse("apply", args=[posting.pk]), sent).status_code == 302
    return Application.objects.get(subject=resume.subject_id)


def was_read(application: Application, recruiter: Member) -> None:
    company = Client()
    company.force_login(recruiter)
    page = company.get(reverse("show_applicant", args=[application.pk])).content.decode()
    marks = [MARKS["name"], MARKS["mobile"], *(mark for marks in SECTIONS.values() for mark in marks.values())]
    assert all(mark in page for mark in marks)
    assert all(MARKS[item] not in page for item in ("nickname", "login_id"))
    file = application.files.get()
    assert FILE.encode() in company.get(reverse("download_applicants_file", args=[file.pk])).content


def asked(client: Client) -> None:
    """She asks what is held about her; the officer postpones the answer, then gives it."""
    wish, later, answer = ("요구카나리문장", "연기카나리문장", "답변카나리문장")
    sent = {"kind": "access", "wish": wish, "token": str(uuid4())}
    assert client.post(reverse("rights:new_request"), sent).status_code == 302
    request, officer = RightsRequest.objects.get(), Actor(ActorKind.STAFF, uuid4())
    for decision in (
        Decision(RequestState.POSTPONED, later, until=add_days(today(), 20)),
        Decision(RequestState.GRANTED, answer),
    ):
        decide(request_id=request.pk, decision=decision, by=officer)
    page = client.get(reverse("rights:show_request", args=[request.pk])).content.decode()
    assert all(text in page for text in (wish, later, answer))


def wondered(client: Client, member: Member) -> None:
    """She writes to IMPIX, and the officer answers."""
    question, answer = "문의카나리문장", "회신카나리문장"
    sent = write_inquiry(subject_id=member.subject_id, text=question, to=Addressee.COMPANY, submission=uuid4())
    officer = Actor(ActorKind.STAFF, uuid4())
    with scope():
        answer_inquiry(inquiry_id=sent.pk, text=answer, by=officer, for_agency=False)
    page = client.get(reverse("inquiries:show", args=[sent.pk])).content.decode()
    assert question in page
    assert answer in page


def left(client: Client) -> None:
    """Sign in anew with a second step set up, ask for a letter, mistype the password once, and leave."""
    client.post("/logout/")
    client.post("/login/", {"login": MARKS["login_id"], "password": "wrong"})
    client.post("/login/", {"login": MARKS["login_id"], "password": PASSWORD})
    client.post("/password/reset/", {"email": MARKS["email"]})
    client.post("/reauthenticate/", {"password": PASSWORD})
    TOTP.activate(Member.objects.get(login_id=MARKS["login_id"]), generate_totp_secret())


def destroyed() -> DestructionPlan:
    """The nightly task proposes, the officer approves, the worker executes and sends what waits."""
    officer = make_officer()
    with signed_in_as("worker"):
        call_command("plan_destruction", stdout=StringIO())
        plan = DestructionPlan.objects.get()
        approve(plan_id=plan.pk, officer_id=officer.pk, typed_number=str(plan.number))
        call_command("execute_destruction", stdout=StringIO())
        for mail_id in due_letters():  # What the mail server took is no longer ours.
            send_letter(mail_id=mail_id)
    plan.refresh_from_db()
    return plan


@pytest.mark.usefixtures("committed_db", "redis_server")
def test_they_walk_through_and_leave_nothing(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DESTRUCTION_COOLING_HOURS = 0
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    recruiter = make_member("owner-canary-bob", MemberKind.CORPORATE)
    company = make_company(recruiter, registration_number="220-81-62517", representative_name="대표카나리")
    posting = make_posting(company)
    client, member = joined()
    application = applied(client, wrote_a_resume(client, member), posting)
    was_read(application, recruiter)
    asked(client)
    settings.UNDISCLOSED_ACTIVITIES = ["inquiries"]
    wondered(client, member)
    left(client)
    people = [member.subject_id, recruiter.subject_id]
    canaries = planted(people)
    canaries.add_text("content of a file", FILE)
    assert set(declared()) - canaries.reached == set(), "plant a canary in what is new, or say in LEFT_OUT why not"
    begun = set(Processing.objects.filter(subject__in=people).values_list("activity", flat=True))
    assert {extent.activity for extent in declared().values()} == begun
    tables = {f"default.{extent.model._meta.db_table}" for extent in declared().values()}
    assert {line.partition(":")[0] for line in in_tables(canaries)} >= tables, "the search must find what is there"
    caches["default"].set("control", FILE)
    assert in_redis(canaries), "and in Redis"
    caches["default"].delete("control")
    assert in_files(canaries, vacuumed_database_files()), "and in raw files"
    assert posting.company.name in client.get("/me/privacy/disclosures/").content.decode()
    assert client.post("/me/privacy/withdraw/").status_code == 200
    close_account(subject_id=recruiter.subject_id)
    assert destroyed().state == PlanState.CERTIFIED
    assert not DataSubject.objects.filter(pk__in=people, destroyed_at=None).exists()
    assert in_tables(canaries) == set()
    assert in_redis(canaries) == set()
    files = [Path(settings.FILES_DIR), Path(settings.LEDGER_DIR), layout.TESTS.log, tmp_path / "temporary"]
    assert in_files(canaries, *files) == set()
    if settings.EMBEDDED:  # The data folder of an external server is not ours to read.
        assert in_files(canaries, vacuumed_database_files()) == set()
