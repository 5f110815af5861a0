"""`migrate` for three databases: as their owner, and with the grants that the declarations ask for."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections

from impix import catalog, grants
from impix.officer import ensure_deputy_group, ensure_officer_group
from impix.stores import signed_in_as_owner, unapplied_migrations


class Command(migrate.Command):
    """Django's own command, run for every database by its owner, followed by the grants."""

    help = "Migrates the three databases as their owner, then grants the roles what is declared."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=None)

    def get_check_kwargs(self, options: dict[str, Any]) -> dict[Any, Any]:
        return super().get_check_kwargs(options) | {"databases": _aliases(options)}

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate and grant; with --check change nothing and exit with 1 when anything would change."""
        aliases = _aliases(options)
        with signed_in_as_owner(aliases):
            if options["check_unapplied"]:
                self._compare(aliases)
                return
            self._require_roles(aliases)
            for alias in aliases:
                if options["verbosity"]:
                    self.stdout.write(self.style.MIGRATE_HEADING(f"Database {alias}"))
                super().handle(*args, **{**options, "database": alias})
                if not options["plan"]:
                    grants.apply(alias)
                    self._tell_the_rest(alias)
            if DEFAULT_DB_ALIAS in aliases and not options["plan"] and not unapplied_migrations(DEFAULT_DB_ALIAS):
                ensure_officer_group()
                ensure_deputy_group()

    def _compare(self, aliases: list[str]) -> None:
        lines = []
        for alias in aliases:
            lines += [f"{alias}: {name} is not applied" for name in unapplied_migrations(alias)]
            lines += grants.differences(alias)
        if lines:
            raise CommandError("\n".join(["The databases are not as declared:", *lines]))

    def _tell_the_rest(self, alias: str) -> None:
        """What the owner may not put right."""
        for line in grants.missing_timeouts(alias):
            self.stderr.write(self.style.WARNING(f"{alias}: {line}"))

    def _require_roles(self, aliases: list[str]) -> None:
        for alias in aliases:
            with connections[alias].cursor() as cursor:
                faults = catalog.powers(cursor, list(settings.DATABASE_ROLES.values()))
            if faults:
                raise CommandError("\n".join(f"{alias}: {fault}" for fault in faults))


def _aliases(options: dict[str, Any]) -> list[str]:
    return [options["database"]] if options["database"] else list(connections)
