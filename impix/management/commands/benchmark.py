"""`benchmark`: what the portal's parts cost beside what one would use instead."""

import json
import os
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

NAMES = ("fields",)
SETTINGS = "impix.benchmarks.settings"


class Command(BaseCommand):
    """Runs in a process of its own, under settings that know only the benchmarks' databases."""

    help = "Compares a part of the portal with its alternatives; exits with 1 when an unexpected target is missed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=NAMES)
        parser.add_argument("--rows", type=int, help="How many rows; each benchmark has its own default.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object instead of tables.")
        parser.add_argument("--fresh", action="store_true", help="Make the benchmarks' databases anew.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the process, or be it."""
        if find_spec("encrypted_fields") is None:
            raise CommandError("The alternatives are not installed: use the packages of requirements.lock.")
        if options["rows"] is not None and options["rows"] < 100:
            raise CommandError("--rows: fewer than 100 rows say nothing.")
        if settings.SETTINGS_MODULE != SETTINGS:
            sys.exit(self._in_own_process(options))
        sys.exit(self._run(**{key: options[key] for key in ("name", "rows", "json", "fresh")}))

    def _in_own_process(self, options: dict[str, Any]) -> int:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "benchmark", options["name"]]
        command += [f"--rows={options['rows']}"] if options["rows"] else []
        command += [f"--{flag}" for flag in ("json", "fresh") if options[flag]]
        return subprocess.run(command, env=os.environ | {"DJANGO_SETTINGS_MODULE": SETTINGS}, check=False).returncode

    def _run(self, *, name: str, rows: int | None, json: bool, fresh: bool) -> int:
        from impix.benchmarks import stores

        benchmark = import_module(f"impix.benchmarks.{name}")
        say = (lambda line: None) if json else self.stderr.write
        say("Preparing databases …")
        stores.prepare(fresh=fresh)
        result = benchmark.run(rows or benchmark.DEFAULT_ROWS, say)
        self.stdout.write(_dump(result.as_json()) if json else "\n".join(result.lines()))
        return 1 if result.unexpected() else 0


def _dump(result: dict[str, Any]) -> str:
    return json.dumps(result, ensure_ascii=False, indent=2)
