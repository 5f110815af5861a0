"""What changes accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from members.choices import MemberKind
from members.exceptions import AlreadyTaken
from members.models import Member, MemberProfile, OutgoingMail, SignInRecord, TermsAcceptance, TermsVersion
from members.notifications import write_letter
from members.sessions import end_sessions
from privacy.clocks import add_days, add_months, end_of_day, seoul_date
from privacy.consent import services as consents
from privacy.consent.questions import Answer
from privacy.subjects.services import create_subject, open_activity

MEMBERSHIP = "membership"


def send_join_code(*, email: str, code: str, language: str) -> OutgoingMail:
    """Send the code for joining; to a known address a letter that says so, with the same effort and the same answer."""
    known = EmailAddress.objects.filter(email=email, verified=True).exists()
    notice = "account/email/account_already_exists" if known else "account/email/join_code"
    return write_letter(notice=notice, to=email, member=None, language=language, context={"code": code})


@dataclass(frozen=True)
class Joining:
    """What somebody states (fields of `MemberProfile`), consents to and accepts when he joins."""

    items: Mapping[str, str]
    consent: Answer
    terms: TermsVersion


def register_member(
    *,
    login_id: str,
    password: str | None,
    kind: MemberKind,
    language: str,
    email: str,
    member_id: UUID | None = None,
    joining: Joining | None = None,
) -> Member:
    """Create an account for a proven address, with everything that belongs to it or not at all (policy art. 1).

    Without `joining` for those who work here: their membership rests on no consent. Raises AlreadyTaken when somebody
    else was faster with the login ID or the address, and StaleNotice when another policy came into force meanwhile.
    """
    try:
        with transaction.atomic():
            subject_id = create_subject().pk
            if joining:
                consents.answer(subject_id=subject_id, given=joining.consent)
            else:
                open_activity(subject_id=subject_id, activity=MEMBERSHIP)
            member = Member.objects.create_user(
                login_id, password, id=member_id or uuid4(), subject_id=subject_id, kind=kind, language=language,
                is_staff=kind == MemberKind.STAFF,
            )  # fmt: skip
            EmailAddress.objects.create(user=member, email=email.lower(), verified=True, primary=True)
            if joining:
                MemberProfile.objects.create(subject_id=subject_id, **joining.items)
                shown_in = joining.consent.question.notice.language
                TermsAcceptance.objects.create(subject_id=subject_id, version=joining.terms, language=shown_in)
    except IntegrityError as error:
        raise AlreadyTaken("login_id" if "login_id" in str(error.__cause__) else "email") from None
    return member


def write_profile(*, subject_id: UUID, items: Mapping[str, str]) -> None:
    """Store what a member states about herself, in place of what she stated before (PIPA art. 36)."""
    with transaction.atomic():
        profile = MemberProfile.objects.select_for_update(of=("self",)).filter(subject=subject_id).first()
        profile = profile or MemberProfile(subject_id=subject_id)
        for name, value in items.items():
            setattr(profile, name, value)
        profile.save()


def record_sign_in(*, subject_id: UUID, ip: str) -> None:
    """Note from where somebody signs in. Raises NotProcessing when the person's data are being destroyed."""
    with transaction.atomic():
        SignInRecord.objects.create(subject_id=subject_id, ip=ip)


def forget_sign_ins() -> int:
    """Delete the records of signing in whose three months are over (rule 9); how many there were."""
    today = seoul_date(timezone.now())
    kept_from = end_of_day(add_days(add_months(today, -SignInRecord.KEEP_MONTHS), -1))
    return SignInRecord.objects.filter(at__lt=kept_from).delete()[0]


def lock_member(*, member: Member) -> None:
    """Lock an account and end its sessions; unlocking revives none of them."""
    member.is_active = False
    member.save(update_fields=["is_active"])
    end_sessions(member)


def close_membership(*, subject_id: UUID) -> None:
    """The person leaves: nobody signs in as this member any more, and who is signed in is signed out."""
    for member in Member.objects.filter(subject=subject_id):
        lock_member(member=member)


def reopen_membership(*, subject_id: UUID) -> None:
    """The person stays after all: the member may sign in again; no session is revived."""
    Member.objects.filter(subject=subject_id).update(is_active=True)
