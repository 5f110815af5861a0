"""`manage.py add_agency_account LOGIN_ID EMAIL`: somebody who answers inquiries at the operating agency."""

from impix.accounts import AccountCommand
from members.choices import MemberKind


class Command(AccountCommand):
    help = (
        "Makes an account of the operating agency (policy art. 2). Its password is asked for at /password/reset/ with"
        " this address; the second step is set up before /agency/ opens."
    )
    kind = MemberKind.AGENCY
    done = "works for the agency"
