"""What changes accounts."""

from uuid import UUID, uuid4

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from members.choices import MemberKind
from members.exceptions import AlreadyTaken
from members.models import Member, OutgoingMail
from members.notifications import write_letter
from members.sessions import end_sessions
from privacy.subjects.services import create_subject, open_activity

MEMBERSHIP = "membership"


def send_join_code(*, email: str, code: str, language: str) -> OutgoingMail:
    """Send the code for joining; to a known address a letter that says so, with the same effort and the same answer."""
    known = EmailAddress.objects.filter(email=email, verified=True).exists()
    notice = "account/email/account_already_exists" if known else "account/email/join_code"
    return write_letter(notice=notice, to=email, member=None, language=language, context={"code": code})


def register_member(
    *, login_id: str, password: str, kind: MemberKind, language: str, email: str, member_id: UUID | None = None
) -> Member:
    """Create an account for a proven address, whole or not at all (policy art. 1, membership).

    Raises AlreadyTaken when somebody else was faster with the login ID or the address.
    """
    try:
        with transaction.atomic():
            subject = create_subject()
            open_activity(subject_id=subject.pk, activity=MEMBERSHIP)
            member = Member.objects.create_user(
                login_id, password, id=member_id or uuid4(), subject=subject, kind=kind, language=language,
                is_staff=kind == MemberKind.STAFF,
            )  # fmt: skip
            EmailAddress.objects.create(user=member, email=email.lower(), verified=True, primary=True)
    except IntegrityError as error:
        raise AlreadyTaken("login_id" if "login_id" in str(error.__cause__) else "email") from None
    return member


def lock_member(*, member: Member) -> None:
    """Lock an account and end its sessions; unlocking revives none of them."""
    member.is_active = False
    member.save(update_fields=["is_active"])
    end_sessions(member)
