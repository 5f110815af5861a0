"""`execute_destruction`: executes approved plans, as the worker does every minute."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from privacy.destruction import execution
from privacy.destruction.choices import BatchState
from privacy.destruction.exceptions import LedgerBroken, PlanAltered
from privacy.destruction.models import DestructionBatch, DestructionPlan
from privacy.destruction.turn import Turn


class Command(BaseCommand):
    """May be interrupted and run again at any time, beside the worker too. Exits with 1 when something is left."""

    help = "Executes the destruction plans that are approved and cooled. THIS DESTROYS. Needs the worker's rights."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only name the plans that would be executed.")

    def handle(self, *args: Any, **options: Any) -> None:
        plans = list(DestructionPlan.objects.executable(timezone.now()))
        for plan in plans:
            self.stdout.write(f"Plan {plan.number}: {plan.items.count()} items, {plan.get_state_display()}.")
        if not plans:
            self.stdout.write("No plan is approved and cooled.")
        if not plans or options["dry_run"]:
            return
        try:
            certified = execution.execute_due(progress=self._tell)
        except (LedgerBroken, PlanAltered) as error:
            raise CommandError(str(error)) from error
        left = DestructionBatch.objects.unfinished().filter(plan__in=plans).count()
        self.stdout.write(f"{certified} plans certified.")
        if left:
            raise CommandError(f"{left} batches could not be finished now; they are tried again later.")

    def _tell(self, turn: Turn) -> None:
        self.stdout.write(f"  {turn.batch}: {BatchState(turn.batch.state).label}")
