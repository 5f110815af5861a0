"""`manage.py add_agency_account LOGIN_ID EMAIL`: somebody who answers inquiries at the operating agency."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from members.choices import Language, MemberKind
from members.exceptions import AlreadyTaken
from members.models import login_id_validators
from members.services import register_member


class Command(BaseCommand):
    help = (
        "Makes an account of the operating agency (policy art. 2). Nobody chooses a password for somebody else: it is"
        " asked for at /password/reset/ with this address; the second step is set up before /agency/ opens."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login_id")
        parser.add_argument("email", help="where the letter goes that sets the password")
        parser.add_argument("--language", choices=Language.values, default=Language.KOREAN)

    def handle(self, *args: Any, **options: Any) -> None:
        login_id, email = options["login_id"], options["email"]
        try:
            for validate in login_id_validators:
                validate(login_id)
            validate_email(email)
            register_member(
                login_id=login_id, password=None, kind=MemberKind.AGENCY, language=options["language"], email=email
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except AlreadyTaken as error:
            raise CommandError(f"Somebody has this {error.field} already.") from None
        self.stdout.write(f"{login_id} works for the agency. The password is set at /password/reset/ with {email}.")
