"""Accounts that are made on the command line, for those who work here or at the agency."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from members.choices import Language, MemberKind
from members.exceptions import AlreadyTaken
from members.models import Member, login_id_validators
from members.services import register_member


class AccountCommand(BaseCommand):
    """Base of the commands that make an account.

    Nobody chooses a password for somebody else: it is asked for at /password/reset/ with the address given here.
    """

    kind: ClassVar[MemberKind]
    done: ClassVar[str]

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and where letters go."""
        parser.add_argument("login_id")
        parser.add_argument("email", help="where the letter goes that sets the password")
        parser.add_argument("--language", choices=Language.values, default=Language.KOREAN)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account, or say in one line why not."""
        login_id, email = options["login_id"], options["email"]
        try:
            for validate in login_id_validators:
                validate(login_id)
            validate_email(email)
            with transaction.atomic():
                member = register_member(
                    login_id=login_id, password=None, kind=self.kind, language=options["language"], email=email
                )
                self.complete(member)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except AlreadyTaken as error:
            raise CommandError(f"Somebody has this {error.field} already.") from None
        self.stdout.write(f"{member.login_id} {self.done}. The password is set at /password/reset/ with {email}.")

    def complete(self, member: Member) -> None:
        """What else belongs to such an account, in the same transaction."""
