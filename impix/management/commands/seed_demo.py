"""`manage.py seed_demo`: see impix.demo."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from impix import demo


class Command(BaseCommand):
    help = (
        "Makes the demo accounts, companies and people of an embedded portal, and prints the accounts. May run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--accounts-only", action="store_true", help="Leave out the companies and people.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            demo.seed(accounts_only=options["accounts_only"])
        except demo.NotHere as refusal:
            raise CommandError(str(refusal)) from None
        for line in demo.lines():
            self.stdout.write(line)
