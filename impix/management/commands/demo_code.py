"""`manage.py demo_code LOGIN`: see impix.demo."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from impix import demo


class Command(BaseCommand):
    help = "Prints the code that the authenticator app of a demo account shows now (embedded mode only)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help="login ID of a demo account")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(demo.current_code(options["login"]))
        except demo.NotHere as refusal:
            raise CommandError(str(refusal)) from None
