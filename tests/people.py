"""The people and companies of the tests: plain functions, made through the services that users reach."""

from datetime import date
from typing import Any

from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from corporate.models import Company, Industry
from corporate.services import decide, register_company
from members.choices import MemberKind
from members.models import Member, Region
from privacy.audit.actors import SYSTEM
from privacy.clocks import add_days, seoul_date
from privacy.consent import services as consents
from privacy.consent.questions import Answer
from privacy.subjects.opening import open_own, scope
from privacy.subjects.services import create_subject, open_activity
from recruitment.applications.models import Application
from recruitment.applications.services import ACTIVITY, recipient_of, submit_application
from recruitment.postings.models import Posting
from recruitment.postings.services import publish_posting, write_posting
from resumes.models import Career, Education, Occupation, Resume
from resumes.services import write_resume

PASSWORD = "correct horse battery staple 9"


def make_member(login_id: str, kind: str = MemberKind.INDIVIDUAL, **fields: Any) -> Member:
    """Somebody who can sign in."""
    subject = create_subject()
    open_activity(subject_id=subject.pk, activity="membership")
    return Member.objects.create_user(login_id, PASSWORD, subject=subject, kind=kind, **fields)


def make_officer(login_id: str = "officer-dana") -> Member:
    """Staff with the right to decide about companies; the desk also wants a second factor."""
    officer = make_member(login_id, MemberKind.STAFF, is_staff=True)
    officer.user_permissions.add(Permission.objects.get(codename="change_company"))
    return officer


def ticked(activity: str, subject_id: Any = None, **kwargs: Any) -> Answer:
    """A consent box that somebody ticked."""
    return Answer(consents.ask(activity=activity, language="ko", subject_id=subject_id, **kwargs), ticked=True)


def company_items(**items: Any) -> dict[str, Any]:
    """What a company states about itself."""
    return {
        "name": "한빛소프트",
        "region": Region.objects.get(code="1101"),
        "address_line": "세종대로 110",
        "postcode": "04524",
        "industry": Industry.objects.filter(level=2).order_by("code")[0],
        "main_business": "기업용 소프트웨어 개발",
        "capital": 500_000_000,
        "annual_sales": 12_000_000_000,
        "classification": "small",
        "website": "https://hanbit.example",
        "introduction": "함께 일할 분을 찾습니다.",
        "registration_number": "124-81-00998",
        "representative_name": "김한빛",
        **items,
    }


def make_company(owner: Member, *, approved: bool = True, **items: Any) -> Company:
    """A company that its owner registered, approved unless said otherwise."""
    with scope():
        consent = ticked("company_membership", owner.subject_id)
        company = register_company(subject_id=owner.subject_id, consent=consent, items=company_items(**items))
    return decide(company_id=company.pk, approve=True, by=SYSTEM) if approved else company


def posting_items(**items: Any) -> dict[str, Any]:
    """What a company says about a position."""
    return {
        "language": "ko",
        "title": "백엔드 개발자",
        "occupation": Occupation.objects.filter(level=3).order_by("code")[0],
        "employment_type": "permanent",
        "headcount": 2,
        "eligibility": "파이썬 경력 3년 이상",
        "region": Region.objects.get(code="1101"),
        "workplace": "본사 5층",
        "conditions": "주 40시간, 4대 보험",
        "pay_period": "year",
        "pay_from": 42_000_000,
        "pay_to": 60_000_000,
        "pay_note": "",
        "information": "",
        "deadline": add_days(today(), 14),
        **items,
    }


def make_posting(company: Company, *, published: bool = True, **items: Any) -> Posting:
    """A posting of an approved company."""
    posting = write_posting(company=company, items=posting_items(**items))
    return publish_posting(posting_id=posting.pk) if published else posting


def today() -> date:
    """The date in Seoul."""
    return seoul_date(timezone.now())


RESUME: dict[str, Any] = {
    "title": "백엔드 이력서",
    "name": "이서연",
    "birth_date": date(1994, 3, 2),
    "mobile": "010-2345-6789",
    "phone": "",
    "email": "seoyeon@mail.example",
    "region_code": "1114",
    "address": "월드컵북로 400",
    "postcode": "03925",
    "affiliation": "",
    "desired_job": "백엔드 개발",
    "introduction": "데이터를 다루는 일을 좋아합니다.",
}


def make_resume(member: Member, **items: Any) -> Resume:
    """A resume with one school and one job; call it inside a scope."""
    resume = Resume(subject_id=member.subject_id, **{**RESUME, **items})
    school = Education(school="한국대학교", major="컴퓨터공학과", period="2013-2017")
    job = Career(employer="누리시스템", role="서버 개발", period="2017-2025")
    return write_resume(
        resume=resume,
        sections=[([school], []), ([job], [])],
        consent=ticked("job_matching", member.subject_id),
    )


def pdf(content: bytes = b"hello") -> SimpleUploadedFile:
    """The smallest thing that says it is a PDF."""
    return SimpleUploadedFile("포트폴리오.pdf", b"%PDF-1.7\n" + content + b"\n%%EOF\n", "application/pdf")


def apply_to(posting: Posting, resume: Resume, *, contact_shared: bool = False) -> Application:
    """The person of the resume applies; call it inside a scope."""
    resume = Resume.objects.with_sections().get(pk=resume.pk)
    open_own(resume.rows(), resume.subject_id)
    consent = ticked(ACTIVITY, resume.subject_id, recipient=recipient_of(posting))
    return submit_application(posting_id=posting.pk, resume=resume, consent=consent, contact_shared=contact_shared)
