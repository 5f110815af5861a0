"""`manage.py test` is pytest, with pytest's arguments."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Hands its arguments to pytest as they are: `manage.py test tests/members -x -k login`."""

    help = "Runs the tests with pytest; takes pytest's arguments."

    def run_from_argv(self, argv: list[str]) -> None:
        """Bypass Django's parser, which does not know pytest's options."""
        self.handle(arguments=argv[2:])

    def handle(self, *args: Any, arguments: list[str], **options: Any) -> None:
        """Become pytest, anew: the tests bring an app of their own, which Django has to know from its start."""
        del os.environ["DJANGO_SETTINGS_MODULE"]  # Else pytest-django would start Django before tests/conftest.py.
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])  # noqa: S606
