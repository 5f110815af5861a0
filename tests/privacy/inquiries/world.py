"""An agency with a counsellor, and a member who writes to it."""

from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from members.choices import MemberKind
from members.models import Member, MemberProfile
from privacy.consent.questions import Answer
from privacy.inquiries.agency import question_for
from privacy.inquiries.choices import Addressee
from privacy.inquiries.models import Inquiry
from privacy.inquiries.services import write_inquiry
from privacy.subjects.opening import scope
from tests.desk import sit_down
from tests.people import make_member, make_resume

QUESTION = "이력서 사진은 꼭 넣어야 하나요?"
LISTED = {
    "name": "한가람", "mobile": "010-7777-1111", "phone": "02-777-2222", "address_line": "강남대로 777",
    "postcode": "07770",
}  # fmt: skip
UNLISTED = {"nickname": "별명카나리아", "gender": "other"}


def make_asker(login_id: str = "alice") -> Member:
    """A member with a mailbox, a profile and a resume."""
    member = make_member(login_id)
    EmailAddress.objects.create(user=member, email=f"{login_id}@signin.example", verified=True, primary=True)
    with scope():
        MemberProfile.objects.create(subject_id=member.subject_id, region_code="1101", **LISTED, **UNLISTED)
        make_resume(member)
    return member


def make_counsellor(client: Client, login_id: str = "counsel") -> Member:
    """Somebody at the agency, signed in with a second factor."""
    member = make_member(login_id, MemberKind.AGENCY)
    TOTP.activate(member, generate_totp_secret())
    sit_down(client, member)
    return member


def ask(member: Member, text: str = QUESTION, *, to: str = Addressee.AGENCY, consent: bool = True) -> Inquiry:
    """An inquiry as the page makes it."""
    question = question_for(member.subject_id, "ko")
    answer = Answer(question, ticked=consent) if question else None
    given: dict[str, Any] = {"subject_id": member.subject_id, "text": text, "submission": uuid4(), "consent": answer}
    with scope():
        return write_inquiry(to=Addressee(to), **given)
