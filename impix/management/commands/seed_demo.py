"""`manage.py seed_demo`: see impix.demo."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from impix import demo


class Command(BaseCommand):
    help = "Makes the demo accounts of an embedded portal and prints them. May run again."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            demo.seed()
        except demo.NotHere as refusal:
            raise CommandError(str(refusal)) from None
        for line in demo.lines():
            self.stdout.write(line)
