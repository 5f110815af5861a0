"""Canaries in everything a member says: a recruiter fetches all he can reach; what is not listed never reaches him."""

import io
import re
from datetime import date
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from members.choices import MemberKind
from members.models import Member, MemberProfile
from privacy.provision.models import Provision
from privacy.subjects.opening import scope
from recruitment.applications.models import Application
from resumes.models import Career, Education, Licence, Resume
from resumes.services import attach, write_resume
from tests.members.letters import letters
from tests.people import apply_to, make_company, make_member, make_posting, ticked

pytestmark = pytest.mark.django_db

# What a member says about herself at joining, and what of a resume is nobody's business: never.
NEVER = {
    "name": "카나리프로필이름", "nickname": "카나리닉네임", "mobile": "010-7111-0001", "phone": "02-711-0002",
    "address_line": "카나리회원주소", "postcode": "07113",
}  # fmt: skip
NEVER_ELSEWHERE = ["canary.login.id", "canary-signin@mail.example", "카나리이력서제목", "canary-other-resume"]
# Only when shared (rule 14).
CONTACT = {
    "mobile": "010-7222-0001", "phone": "02-722-0002", "email": "canary-resume@mail.example",
    "address": "카나리이력서주소 72",
}  # fmt: skip
LISTED = {
    "name": "카나리이력서이름", "affiliation": "카나리소속", "desired_job": "카나리희망직종",
    "introduction": "카나리자기소개",
}  # fmt: skip
SECTIONS = ["카나리학교", "카나리직장", "카나리자격증"]
FILE = "카나리첨부내용"


@pytest.fixture
def bob() -> Member:
    member = make_member("owner-bob", MemberKind.CORPORATE)
    EmailAddress.objects.create(user=member, email="bob@company.example", verified=True, primary=True)
    return member


@pytest.fixture
def application(bob: Member) -> Application:
    posting = make_posting(make_company(bob))
    alice = make_member("canary.login.id")
    EmailAddress.objects.create(user=alice, email="canary-signin@mail.example", verified=True, primary=True)
    with scope():
        MemberProfile.objects.create(subject_id=alice.subject_id, gender="other", region_code="1101", **NEVER)
        resume = resume_of(alice, title="카나리이력서제목", birth_date=date(1991, 7, 13), **LISTED, **CONTACT)
        attach(resume=resume, upload=pdf())
        other = Resume(subject_id=alice.subject_id, title="canary-other-resume", name="canary-other-resume")
        other.birth_date = date(1991, 7, 13)
        other.mobile = other.email = other.address = "canary-other-resume"
        write_resume(resume=other, sections=[])
        return apply_to(posting, resume)


def resume_of(member: Member, **items: object) -> Resume:
    school, job, licence = SECTIONS
    rows = [Education(school=school), Career(employer=job), Licence(licence=licence)]
    resume = Resume(subject_id=member.subject_id, **items)
    return write_resume(
        resume=resume,
        sections=[([row], []) for row in rows],
        consent=ticked("job_matching", member.subject_id),
    )


def pdf() -> SimpleUploadedFile:
    content = b"%PDF-1.7\n" + FILE.encode() + b"\n%%EOF\n"
    return SimpleUploadedFile("portfolio.pdf", content, "application/pdf")


def crawl(member: Member) -> tuple[str, set[str]]:
    """Everything that this member can fetch by following links from the pages of his company, and his letters."""
    client, seen, text = Client(), set[str](), io.StringIO()
    client.force_login(member)
    start = [
        reverse(name) for name in ("company_home", "list_applicants", "list_ended_accesses", "me", "list_postings")
    ]
    waiting = [*start, *("/en" + address for address in start)]
    while waiting:
        address = waiting.pop()
        if address in seen or "logout" in address:
            continue
        seen.add(address)
        with override("ko"):  # A page in English leaves its language behind.
            content = client.get(address).content.decode(errors="replace")
        text.write(content)
        links = (urlsplit(link.replace("&amp;", "&")) for link in re.findall(r'(?:href|action|src)="([^"]+)"', content))
        ours = [link for link in links if not link.netloc and link.path.startswith("/")]
        waiting += [link._replace(fragment="").geturl() for link in ours if not link.path.startswith("/static/")]
    assert len(seen) < 400, "the walk ends"
    return text.getvalue() + str(letters("bob@company.example")), seen


def found(text: str, canaries: list[str]) -> list[str]:
    return [canary for canary in canaries if canary in text]


def test_unlisted_items_and_unshared_contact_data_appear_nowhere(application: Application, bob: Member) -> None:
    text, seen = crawl(bob)
    assert reverse("show_applicant", args=[application.pk]) in seen, "the walk reached the application"
    assert found(text, [*LISTED.values(), *SECTIONS, FILE]) == [*LISTED.values(), *SECTIONS, FILE]
    assert found(text, [*NEVER.values(), *NEVER_ELSEWHERE]) == []
    assert found(text, list(CONTACT.values())) == []
    given = {item for items in Provision.objects.values_list("items", flat=True) for item in items}
    assert given.isdisjoint({"gender", "nickname", "login_id", "mobile", "phone", "email"})


def test_contact_data_appear_when_shared_and_nothing_else_does(application: Application, bob: Member) -> None:
    Application.objects.update(contact_shared=True)
    text, _seen = crawl(bob)
    assert found(text, list(CONTACT.values())) == list(CONTACT.values())
    assert found(text, [*NEVER.values(), *NEVER_ELSEWHERE]) == []


def test_after_the_recall_nothing_at_all_appears(application: Application, bob: Member) -> None:
    crawl(bob)
    client = Client()
    client.force_login(Member.objects.get(subject=application.subject_id))
    client.post(reverse("withdraw_application", args=[application.pk]))
    text, _seen = crawl(bob)
    everything = [*LISTED.values(), *SECTIONS, FILE, *CONTACT.values(), *NEVER.values(), *NEVER_ELSEWHERE]
    assert found(text, everything) == []
