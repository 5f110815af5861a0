"""`manage.py add_agency_account LOGIN EMAIL`: an account with which somebody at the operating agency signs in."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from members.choices import MemberKind
from members.exceptions import AlreadyTaken
from members.models import login_id_validators
from members.services import register_member


class Command(BaseCommand):
    help = "Makes an account of the operating agency (policy art. 2) and prints its first password once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help="login ID")
        parser.add_argument("email", help="where letters go, and what resets the password")

    def handle(self, *args: Any, **options: Any) -> None:
        login, email, password = options["login"].lower(), options["email"], secrets.token_urlsafe(18)
        try:
            validate_email(email)
            for validator in login_id_validators:
                validator(login)
            register_member(login_id=login, password=password, kind=MemberKind.AGENCY, language="ko", email=email)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except AlreadyTaken as error:
            raise CommandError(f"This {error} is taken.") from None
        self.stdout.write(f"{login}  {password}\nThe second step at sign-in is asked for before /agency/ opens.")
