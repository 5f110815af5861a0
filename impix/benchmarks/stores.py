"""The benchmarks' own databases: kept for the next run, or made anew."""

from django.core.management import call_command
from django.db import connections

from impix.stores import signed_in_as_owner


def prepare(*, fresh: bool) -> None:
    """Create and migrate the databases. Raises django.db.Error where the owner may not create databases."""
    with signed_in_as_owner():
        for connection in connections.all():
            name = connection.settings_dict["NAME"]
            if not name.startswith("impix_bench"):
                raise RuntimeError(f"{name} is not a database of the benchmarks.")
            connection.close()
            with connection._nodb_cursor() as cursor:
                if fresh:
                    cursor.execute(f"DROP DATABASE IF EXISTS {name}")
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
                if fresh or cursor.fetchone() is None:
                    cursor.execute(f"CREATE DATABASE {name}")
    call_command("migrate", verbosity=0)
