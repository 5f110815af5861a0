"""Print the processing inventory: what is processed for which activity, on which basis, how long, and by which role."""

import csv
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from privacy.declarations import Activity, Clock, NotPersonal, Personal, Right
from privacy.registry import registry

COLUMNS = (
    "activity", "title", "basis", "period", "model", "items", "subject", "at_expiry", "append_only", "web", "worker",
)  # fmt: skip
FORMATS = ("text", "json", "csv", "markdown")


class Command(BaseCommand):
    """The declarations of all apps in one table; the same records that the checks and the grants enforce."""

    help = "Print the processing inventory as text, JSON, CSV or Markdown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=FORMATS, default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        rows = [row_of(declaration) for declaration in registry().personal()]
        rows.sort(key=lambda row: (row["activity"], row["model"]))
        getattr(self, f"as_{options['format']}")(rows)

    def as_text(self, rows: list[dict[str, str]]) -> None:
        """One block per activity, then what was declared not personal, and why."""
        for activity in sorted(registry().activities(), key=lambda activity: activity.code):
            title = f"{activity.title_en} / {activity.title_ko}"
            self.stdout.write(f"{activity.code}: {title}; {activity.basis.value}; {period_of(activity.clock)}")
            for row in rows:
                if row["activity"] == activity.code:
                    rights = f"web: {row['web']}; worker: {row['worker']}"
                    self.stdout.write(f"  {row['model']}: {row['items'] or 'no items'} ({row['at_expiry']}; {rights})")
        for declaration in registry():
            if isinstance(declaration, NotPersonal):
                self.stdout.write(f"not personal: {declaration.model}: {declaration.because}")

    def as_json(self, rows: list[dict[str, str]]) -> None:
        """A list of objects."""
        self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))

    def as_csv(self, rows: list[dict[str, str]]) -> None:
        """One line per model, with a heading."""
        writer = csv.DictWriter(self.stdout, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)

    def as_markdown(self, rows: list[dict[str, str]]) -> None:
        """A table."""
        self.stdout.write(f"| {' | '.join(COLUMNS)} |")
        self.stdout.write(f"|{'---|' * len(COLUMNS)}")
        for row in rows:
            self.stdout.write(f"| {' | '.join(row[column].replace('|', chr(92) + '|') for column in COLUMNS)} |")


def row_of(declaration: Personal) -> dict[str, str]:
    """What the inventory says about one personal model."""
    activity: Activity = registry().activity(declaration.activity)
    rights = {role: registry().rights(declaration.model, role) for role in ("web", "worker")}
    return {
        "activity": activity.code,
        "title": f"{activity.title_en} / {activity.title_ko}",
        "basis": activity.basis.value,
        "period": period_of(declaration.clock or activity.clock),
        "model": declaration.model,
        "items": ", ".join(f"{field}={item}" for field, item in declaration.items.items()),
        "subject": declaration.subject,
        "at_expiry": declaration.at_expiry.value,
        "append_only": "yes" if declaration.append_only else "no",
        **{role: names_of(right) for role, right in rights.items()},
    }


def period_of(clock: Clock) -> str:
    """For instance "3 years from the latest consent"."""
    for length, unit in ((clock.years, "years"), (clock.months, "months"), (clock.days, "days")):
        if length is not None:
            return f"{length} {unit} from {clock.starts}"
    return f"from {clock.starts} until withdrawal"


def names_of(right: Right) -> str:
    """The single rights in a combination, in the order in which they are declared."""
    single = (Right.READ, Right.INSERT, Right.UPDATE, Right.DELETE)
    return " ".join((one.name or "").lower() for one in single if one in right) or "nothing"
