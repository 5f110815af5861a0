"""`manage.py add_officer LOGIN_ID EMAIL`: the privacy officer of a new portal, and his deputy."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from impix.officer import ensure_officer_group
from members.choices import Language, MemberKind
from members.exceptions import AlreadyTaken
from members.models import login_id_validators
from members.services import register_member


class Command(BaseCommand):
    help = (
        "Makes an account of the desk in the officer's group. Nobody chooses a password for somebody else: the officer"
        " asks for one at /password/reset/ with this address, signs in and sets up the second step."
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
            with transaction.atomic():
                officer = register_member(
                    login_id=login_id,
                    password=None,
                    kind=MemberKind.STAFF,
                    language=options["language"],
                    email=email,
                )
                officer.groups.add(ensure_officer_group())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except AlreadyTaken as error:
            raise CommandError(f"Somebody has this {error.field} already.") from None
        self.stdout.write(f"{officer.login_id} is an officer. The password is set at /password/reset/ with {email}.")
