"""`plan_destruction`: proposes what is due to the officer."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from privacy.destruction import grounds, services
from privacy.destruction.models import DestructionReason


class Command(BaseCommand):
    """May run at any time; nothing is destroyed before an officer approves the plan."""

    help = "Finds the reasons for destruction that have arisen and drafts a plan of everything that is due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only count what is due; store nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self._count()
            return
        new = services.find_reasons()
        plan = services.draft_plan()
        self.stdout.write(f"{new} new reasons.")
        if plan is None:
            self.stdout.write("Nothing is due that is not in a plan already.")
        else:
            self.stdout.write(f"Plan {plan.number} with {plan.items.count()} items waits for approval.")

    def _count(self) -> None:
        due = Counter(DestructionReason.objects.due(grounds.today()).values_list("kind", "activity"))
        for (kind, activity), number in sorted(due.items()):
            self.stdout.write(f"{number:8} {kind}: {activity}")
        self.stdout.write(f"{due.total():8} due")
