"""`load_policy`: stores the policy versions that the portal is shipped with: the published one and a draft."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from privacy.policy.loading import VERSION_1, VERSION_2, load
from privacy.policy.services import activate_for_demonstration


class Command(BaseCommand):
    """May run again at any time: what is stored stays."""

    help = (
        "Stores version 1 of the privacy policy, the draft of version 2 and the current contacts. "
        "Running it again changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        new = [folder.name for folder in (VERSION_1, VERSION_2) if load(folder)]
        if settings.EMBEDDED:
            activate_for_demonstration()
        if options["verbosity"]:
            self.stdout.write(f"Stored: {', '.join(new)}." if new else "The policy versions are already stored.")
