"""What the portal's roles can do in the databases: what is declared, and nothing besides."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connections, router, transaction

from privacy.declarations import Right
from privacy.registry import registry

VERBS = {"SELECT": Right.READ, "INSERT": Right.INSERT, "UPDATE": Right.UPDATE, "DELETE": Right.DELETE}
NEVER = ("TRUNCATE", "REFERENCES", "TRIGGER")


def declared(alias: str, kind: str) -> dict[str, Right]:
    models = [m for m in apps.get_models(include_auto_created=True) if router.allow_migrate(alias, m._meta.app_label)]
    rights = {model._meta.db_table: registry().rights(model._meta.label, kind) for model in models}
    return {"django_migrations": Right.READ, **rights}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["web", "worker"])
@pytest.mark.parametrize("alias", ["default", "archive", "vault"])
def test_every_table_of_every_database_is_granted_as_declared(alias: str, kind: str) -> None:
    rights = declared(alias, kind)
    with connections[alias].cursor() as cursor:
        cursor.execute(
            """SELECT relname, privilege FROM pg_class, unnest(%s::text[]) AS privilege
                WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
                  AND has_table_privilege(%s, oid, privilege)""",
            [[*VERBS, *NEVER], settings.DATABASE_ROLES[kind]],
        )
        held = set(cursor.fetchall())
    assert held == {(table, verb) for table, right in rights.items() for verb, flag in VERBS.items() if flag & right}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE EXTENSION pg_trgm",
        "ALTER TABLE members_member ADD COLUMN mine int",
        "DROP TABLE members_member",
        "TRUNCATE members_member",
        "ALTER TABLE members_member DISABLE TRIGGER ALL",
        "SET ROLE impix_owner",
        "SET SESSION AUTHORIZATION impix_owner",
        "SET ROLE impix_worker",
        "SET session_replication_role = replica",
        "UPDATE django_migrations SET name = 'mine'",
        "UPDATE django_admin_log SET object_repr = ''",
        "DELETE FROM django_admin_log",
        "TRUNCATE django_admin_log",
        "SELECT * FROM django_admin_log FOR UPDATE",
        "SELECT * FROM django_admin_log FOR KEY SHARE",
        "COPY django_migrations TO PROGRAM 'true'",
        "SELECT pg_read_file('PG_VERSION')",
        "SELECT * FROM pg_authid",
    ],
)
def test_the_web_role_is_refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be") as refusal, transaction.atomic():
        connections["default"].cursor().execute(statement)
    assert getattr(refusal.value.__cause__, "sqlstate", "") == "42501"
