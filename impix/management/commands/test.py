"""`manage.py test` is pytest, with pytest's arguments."""

import sys
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Hands its arguments to pytest as they are: `manage.py test tests/members -x -k login`."""

    help = "Runs the tests with pytest; takes pytest's arguments."

    def run_from_argv(self, argv: list[str]) -> None:
        """Bypass Django's parser, which does not know pytest's options."""
        self.handle(arguments=argv[2:])

    def handle(self, *args: Any, arguments: list[str], **options: Any) -> None:
        """Exit with pytest's status."""
        import pytest

        sys.exit(pytest.main(arguments))
