"""`manage.py add_officer LOGIN_ID EMAIL`: the privacy officer of a new portal, or a second one."""

from impix.accounts import AccountCommand
from impix.officer import ensure_officer_group
from members.choices import MemberKind
from members.models import Member


class Command(AccountCommand):
    help = (
        "Makes an account of the desk in the officer's group. The officer asks for a password at /password/reset/ with"
        " this address, signs in and sets up the second step."
    )
    kind = MemberKind.STAFF
    done = "is an officer"

    def complete(self, member: Member) -> None:
        """The rights of the desk."""
        member.groups.add(ensure_officer_group())
