"""Who may do what in the three databases, computed from the declarations of `personal_data.py`.

What is wanted and what PostgreSQL holds are two sets of `Grant`; `migrate` executes their difference and
`migrate --check` prints it. A table that nobody declared is granted to nobody. Policy art. 7; PIPA art. 29.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import connections, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from impix import catalog
from privacy.declarations import Right
from privacy.registry import registry

PRIVILEGES = {Right.READ: "SELECT", Right.INSERT: "INSERT", Right.UPDATE: "UPDATE", Right.DELETE: "DELETE"}


@dataclass(frozen=True, order=True)
class Grant:
    """One privilege of one role on one object of the database."""

    kind: str
    name: str
    privilege: str
    role: str

    def sql(self, verb: str, connection: BaseDatabaseWrapper) -> str:
        """The statement that gives ("GRANT") or takes ("REVOKE") it."""
        quote = connection.ops.quote_name
        role = self.role if self.role == "PUBLIC" else quote(self.role)
        direction = "TO" if verb == "GRANT" else "FROM"
        if self.kind.startswith(catalog.DEFAULTS):
            return f"{self.kind} {verb} {self.privilege} ON {self.name} {direction} {role}"
        if self.kind in ("TABLE", "SEQUENCE"):
            target = f"public.{quote(self.name)}"
        else:
            target = f"public.{self.name}" if self.kind == "ROUTINE" else quote(self.name)
        return f"{verb} {self.privilege} ON {self.kind} {target} {direction} {role}"


def wanted(alias: str) -> set[Grant]:
    """The privileges that the declarations give on what exists in a database; everything else is nobody's."""
    with connections[alias].cursor() as cursor:
        existing = catalog.tables(cursor)
        sequences = catalog.serial_sequences(cursor)
        routines = catalog.routines(cursor)
        found = set(_basic(catalog.database(cursor), existing))
    for table, role, right in _table_rights(alias):
        if table in existing:
            found |= {Grant("TABLE", table, privilege, role) for flag, privilege in PRIVILEGES.items() if flag & right}
            if right & Right.INSERT:
                found |= {Grant("SEQUENCE", sequence, "USAGE", role) for sequence in sequences.get(table, [])}
    for function in registry().functions():
        if router.allow_migrate(alias, function.app_label) and function.signature in routines:
            found |= {
                Grant("ROUTINE", function.signature, "EXECUTE", settings.DATABASE_ROLES[kind])
                for kind in function.roles
            }
    return found


def _basic(database: str, tables: set[str]) -> Iterator[Grant]:
    for role in settings.DATABASE_ROLES.values():
        yield Grant("DATABASE", database, "CONNECT", role)
        yield Grant("SCHEMA", "public", "USAGE", role)
        if "django_migrations" in tables:  # /readyz compares them
            yield Grant("TABLE", "django_migrations", "SELECT", role)


def _table_rights(alias: str) -> Iterator[tuple[str, str, Right]]:
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy and router.allow_migrate(alias, model._meta.app_label):
            for kind, role in settings.DATABASE_ROLES.items():
                yield model._meta.db_table, role, registry().rights(model._meta.label, kind)


def held(alias: str) -> set[Grant]:
    """The privileges that anybody but the owner of the object holds."""
    with connections[alias].cursor() as cursor:
        return {Grant(*row) for row in catalog.privileges(cursor)}


def _difference(alias: str) -> tuple[set[Grant], set[Grant]]:
    now, then = held(alias), wanted(alias)
    return now - then, then - now


def differences(alias: str) -> list[str]:
    """What `apply` would change and what only an administrator can put right; empty when all is well."""
    surplus, missing = _difference(alias)
    lines = [f"{grant.role} may {grant.privilege} {grant.kind} {grant.name}, not declared" for grant in sorted(surplus)]
    lines += [f"{grant.role} may not {grant.privilege} {grant.kind} {grant.name}" for grant in sorted(missing)]
    lines += missing_timeouts(alias)
    with connections[alias].cursor() as cursor:
        lines += catalog.powers(cursor, list(settings.DATABASE_ROLES.values()))
        routines = catalog.routines(cursor)
    lines += [
        f"function {function.signature} is declared by {function.app_label} but does not exist"
        for function in registry().functions()
        if router.allow_migrate(alias, function.app_label) and function.signature not in routines
    ]
    return [f"{alias}: {line}" for line in lines]


def apply(alias: str) -> None:
    """Make the privileges in a database exactly those that are declared. In one transaction; may run again."""
    connection = connections[alias]
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        surplus, missing = _difference(alias)
        for grant in sorted(surplus):
            cursor.execute(grant.sql("REVOKE", connection))
        for grant in sorted(missing):
            cursor.execute(grant.sql("GRANT", connection))
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        if catalog.may_configure_roles(cursor, list(settings.DATABASE_ROLES.values())):
            for statement in _missing_timeouts(cursor):
                cursor.execute(statement)


def missing_timeouts(alias: str) -> list[str]:
    """The roles' timeouts that are not set, as what an administrator has to do."""
    with connections[alias].cursor() as cursor:
        return [f"run as an administrator: {statement}" for statement in _missing_timeouts(cursor)]


def _missing_timeouts(cursor: CursorWrapper) -> Iterator[str]:
    """The statements that set what is not set: timeouts are the role's, so that no process can forget them."""
    quote = cursor.db.ops.quote_name
    database = quote(catalog.database(cursor))
    for kind, timeouts in settings.DATABASE_ROLE_TIMEOUTS.items():
        role = settings.DATABASE_ROLES[kind]
        current = catalog.role_settings(cursor, role)
        for name, value in timeouts.items():
            if current.get(name) != value:
                yield f"ALTER ROLE {quote(role)} IN DATABASE {database} SET {name} = '{value}'"
