"""`load_policy`: stores and publishes the policy version that the portal is shipped with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from privacy.policy.loading import load
from privacy.policy.services import activate_for_demonstration


class Command(BaseCommand):
    """May run again at any time: what is stored stays."""

    help = "Stores version 1 of the privacy policy and the current contacts. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        is_new = load()
        if settings.EMBEDDED:
            activate_for_demonstration()
        if options["verbosity"]:
            self.stdout.write("Policy version 1 stored." if is_new else "Policy version 1 is already stored.")
