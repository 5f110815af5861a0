"""A portal that looks alive: companies, postings, seekers, applications and who looked at them (embedded mode only).

Everybody joins, consents, writes, applies and looks through the services that people use; ids are the same everywhere,
so that seeding may be interrupted and run again. Nobody of them can sign in: they have no password.
"""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connections
from django.db.models import Q
from django.utils import timezone

from corporate.models import Company, CompanyMembership, Industry
from corporate.services import decide, register_company
from members.choices import MemberKind
from members.models import Member, OutgoingMail, Region
from members.services import MEMBERSHIP, Joining, register_member
from members.terms import terms_for
from privacy.audit.actors import SYSTEM, Actor, ActorKind
from privacy.clocks import add_days, seoul_date
from privacy.consent import services as consents
from privacy.consent.questions import Answer
from privacy.policy.notices import NamedRecipient
from privacy.provision.choices import Channel
from privacy.provision.services import Delivery, listed_for, provide
from privacy.rights.services import close_account
from privacy.subjects.opening import open_own, scope
from recruitment.applications.access_ends import NOTICE
from recruitment.applications.choices import State
from recruitment.applications.models import Application
from recruitment.applications.services import (
    ACTIVITY,
    move_application,
    recipient_of,
    shown_fields,
    submit_application,
    withdraw_application,
)
from recruitment.postings.models import Posting
from recruitment.postings.services import publish_posting, write_posting
from resumes.models import Career, Education, Licence, Occupation, Resume
from resumes.services import write_resume

FOLDER = Path(__file__).parent / "demo_data"
COMPANIES, SEEKERS = 20, 80
LEAVING = 3  # The last of the seekers have left.
STAGES = (
    State.RECEIVED, State.IN_REVIEW, State.INTERVIEW, State.OFFERED, State.NOT_SELECTED, State.HIRED, State.WITHDRAWN,
)  # fmt: skip
# What the demo account's resume shares with its profile.
DEMO_SEEKER = {"name": "이서연", "mobile": "010-2345-6789", "region_code": "1114", "address_line": "월드컵북로 400"}
INFORMATION = {
    "ko": "서류 확인, 면접, 결과 안내 순서로 진행합니다.",
    "en": "We read every application, hold one interview, and tell everybody the result.",
}
# The steps by which a company comes to a stage.
WAYS = {
    State.IN_REVIEW: (State.IN_REVIEW,),
    State.INTERVIEW: (State.INTERVIEW,),
    State.OFFERED: (State.INTERVIEW, State.OFFERED),
    State.HIRED: (State.INTERVIEW, State.OFFERED, State.HIRED),
    State.NOT_SELECTED: (State.NOT_SELECTED,),
}


def demo_id(name: str) -> UUID:
    """The same in every database."""
    return uuid5(NAMESPACE_URL, f"https://impix.localhost/demo/{name}")


def everybody() -> set[UUID]:
    """The accounts of those who live here beside the demo accounts."""
    names = [*(f"company-{number}" for number in range(COMPANIES)), *(f"seeker-{number}" for number in range(SEEKERS))]
    return {demo_id(name) for name in names}


def seed_world(*, seeker: UUID, recruiter: UUID) -> None:
    """Make what is missing; `seeker` and `recruiter` are the demo accounts that take part."""
    chance = random.Random(20200316)  # noqa: S311 - the same portal every time, nothing secret
    with scope(), _unhurried_commits():
        companies = [_company(number, row, recruiter) for number, row in enumerate(_data("companies"))]
        postings = [posting for company, jobs in companies for posting in _postings(company, jobs, chance)]
        people = [_seeker(number, seeker, chance) for number in range(SEEKERS)]
    for number, member in enumerate(people):
        with scope(), _unhurried_commits():
            _apply(member, postings, number, chance)
    for member in people[-LEAVING:]:
        with scope():
            if member.is_active:
                close_account(subject_id=member.subject_id)
    # Seeding sends no mail: neither to those who left nor to the companies that lost their applications.
    OutgoingMail.objects.filter(Q(member__in=everybody() | {seeker, recruiter}) | Q(kind=NOTICE)).delete()


@contextmanager
def _unhurried_commits() -> Iterator[None]:
    """What is made here can be made again: it need not wait for the disk at every commit."""
    for alias in ("default", "vault"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")
    try:
        yield
    finally:
        for alias in ("default", "vault"):
            with connections[alias].cursor() as cursor:
                cursor.execute("RESET synchronous_commit")


def _data(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def _ticked(activity: str, subject_id: UUID | None = None, recipient: NamedRecipient | None = None) -> Answer:
    asked = consents.ask(activity=activity, language="ko", subject_id=subject_id, recipient=recipient)
    return Answer(asked, ticked=True)


def _member(name: str, kind: MemberKind, items: dict[str, str]) -> Member:
    found = Member.objects.filter(pk=demo_id(name)).first()
    return found or register_member(
        login_id=f"demo-{name}",
        password=None,
        kind=kind,
        language="ko",
        email=f"{name}@impix.localhost",
        member_id=demo_id(name),
        joining=Joining(items, _ticked(MEMBERSHIP), terms_for(kind)),
    )


def _company(number: int, row: dict[str, Any], recruiter: UUID) -> tuple[Company, list[str]]:
    found = Company.objects.filter(name=row["name"]).first()
    if found is None:
        profile = _profile(row["representative"], "채용팀", number, row["region"], row["street"])
        owner = (number == 0 and Member.objects.filter(pk=recruiter).first()) or _member(
            f"company-{number}", MemberKind.CORPORATE, profile
        )
        items = {
            "name": row["name"], "region": Region.objects.get(code=row["region"]), "address_line": row["street"],
            "postcode": "", "industry": Industry.objects.get(code=row["industry"]), "main_business": row["business"],
            "capital": row["capital"], "annual_sales": row["sales"], "classification": row["kind"], "website": "",
            "introduction": row["introduction"], "name_en": row["name_en"], "main_business_en": row["business_en"],
            "introduction_en": row["introduction_en"], "registration_number": registration_number(number),
            "representative_name": row["representative"],
        }  # fmt: skip
        consent = _ticked("company_membership", owner.subject_id)
        found = register_company(subject_id=owner.subject_id, consent=consent, items=items)
        if number < 18:  # The last two wait for the reviewers.
            found = decide(company_id=found.pk, approve=True, by=SYSTEM)
    return found, row["jobs"]


def registration_number(number: int) -> str:
    """A well-formed number that belongs to nobody we know."""
    digits = [int(digit) for digit in f"{900 + number // 10}{80 + number % 8}{1000 + number * 37}"]
    total = sum(digit * weight for digit, weight in zip(digits, (1, 3, 7, 1, 3, 7, 1, 3, 5), strict=True))
    digits.append((10 - (total + digits[8] * 5 // 10) % 10) % 10)
    text = "".join(map(str, digits))
    return f"{text[:3]}-{text[3:5]}-{text[5:]}"


def _profile(name: str, nickname: str, number: int, region: str, street: str) -> dict[str, str]:
    return {
        "name": name,
        "gender": "female" if number % 2 else "male",
        "nickname": nickname,
        "mobile": f"010-{2000 + number:04}-{1000 + number * 7:04}",
        "phone": "",
        "region_code": region,
        "address_line": street,
        "postcode": "",
    }


def _postings(company: Company, jobs: list[str], chance: random.Random) -> Iterator[Posting]:
    texts = _data("jobs")
    for number, job in enumerate(jobs):
        title, occupation, eligibility, conditions, low, high, employment = texts[job]
        found = Posting.objects.filter(company=company, title=title).first()
        if found is None:
            language = "en" if job.endswith("_en") else "ko"
            items = {
                "language": language, "title": title, "occupation": Occupation.objects.get(code=occupation),
                "employment_type": employment, "headcount": 1 + number, "eligibility": eligibility,
                "region": company.region, "workplace": company.address_line if language == "ko" else "",
                "conditions": conditions, "pay_period": "year", "pay_from": low, "pay_to": high, "pay_note": "",
                "information": INFORMATION[language],
                "deadline": add_days(seoul_date(timezone.now()), chance.randint(5, 60)),
            }  # fmt: skip
            found = write_posting(company=company, items=items)
            if company.is_approved:
                found = publish_posting(posting_id=found.pk)
        yield found


def _seeker(number: int, seeker: UUID, chance: random.Random) -> Member:
    people = _data("people")
    name = chance.choice(people["family"]) + chance.choice(people["women" if number % 2 else "men"])
    region, street = chance.choice(people["places"])
    profile = _profile(name, f"{name[-2:]}{number}", 200 + number, region, f"{street} {number + 3}")
    member = Member.objects.filter(pk=seeker).first() if number == 0 else None
    member = member or _member(f"seeker-{number}", MemberKind.INDIVIDUAL, profile)
    if not Resume.objects.of(member.subject_id).exists():
        _resume(member, {**profile, **(DEMO_SEEKER if number == 0 else {})}, number, chance)
    return member


def _track(number: int) -> dict[str, Any]:
    """What somebody has learnt and looks for."""
    tracks: list[dict[str, Any]] = _data("people")["tracks"]
    return tracks[number % len(tracks)]


def _resume(member: Member, profile: dict[str, str], number: int, chance: random.Random) -> None:
    track = _track(number)
    started = chance.randint(2008, 2019)
    resume = Resume(
        subject_id=member.subject_id, title=f"{profile['name']} 이력서", name=profile["name"],
        birth_date=date(started - 24, chance.randint(1, 12), chance.randint(1, 28)),
        mobile=profile["mobile"], email=f"seeker-{number}@impix.localhost",
        region_code=profile["region_code"], address=profile["address_line"], desired_job=track["desired"],
        introduction=chance.choice(track["texts"]),
    )  # fmt: skip
    school = Education(
        school=chance.choice(track["schools"]), major=track["major"], period=f"{started - 5}.03 - {started}.02"
    )
    job = Career(employer=chance.choice(track["employers"]), role=track["role"], period=f"{started}.03 - 2025.12")
    name, issuer = track["licence"]
    licence = Licence(licence=name, issuer=issuer, period=f"{started}.05")
    write_resume(
        resume=resume,
        sections=[([school], []), ([job], []), ([licence], [])],
        consent=_ticked("job_matching", member.subject_id),
    )


def _apply(member: Member, postings: list[Posting], number: int, chance: random.Random) -> None:
    """Two applications each, brought to a stage; companies look at those they went on with."""
    fitting = {_data("jobs")[job][0] for job in _track(number)["jobs"]}
    chosen = chance.sample([row for row in postings if row.accepts_applications and row.title in fitting], 2)
    if Application.objects.of(member.subject_id).exists():
        return
    resume = Resume.objects.of(member.subject_id).with_sections()[0]
    open_own(resume.rows(), member.subject_id)
    for offset, posting in enumerate(chosen):
        consent = _ticked(ACTIVITY, member.subject_id, recipient_of(posting))
        application = submit_application(
            posting_id=posting.pk, resume=resume, consent=consent, contact_shared=number % 3 == 0
        )
        stage = STAGES[(number + offset) % len(STAGES)]
        if stage == State.WITHDRAWN:
            withdraw_application(application=application)
        else:
            _go_on(application, posting.company, stage)


def _go_on(application: Application, company: Company, stage: State) -> None:
    if stage == State.RECEIVED or company.recipient is None:
        return
    membership = CompanyMembership.objects.current().get(company=company)
    account = Member.objects.get(subject=membership.subject_id)
    actor = Actor(ActorKind.CORPORATE, account.pk, company.pk, "127.0.0.1")
    for state in WAYS[stage]:
        move_application(application_id=application.pk, company=company, state=state, by=actor)
    people = [application.subject_id]
    listed = listed_for(people, activity=application.activity, recipient=company.recipient)
    fields = shown_fields(application, listed[application.subject_id])
    delivery = Delivery(
        actor, company.recipient, membership.role, Channel.VIEW, application.posting_id, application.posting.title
    )
    provide([Application.objects.get(pk=application.pk)], delivery=delivery, items=fields, reason="demonstration")
