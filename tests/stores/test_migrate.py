"""`migrate` grants exactly what is declared, can run again, and `--check` tells every difference."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import override_settings

from impix import grants
from impix.stores import signed_in_as_owner


@pytest.fixture
def _as_declared(committed_db: None) -> Iterator[None]:
    """Whatever a test does to the privileges, `migrate` puts right."""
    yield
    call_command("migrate", verbosity=0)
    call_command("migrate", "--check", verbosity=0)


def as_owner(statement: str) -> None:
    with signed_in_as_owner(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.usefixtures("_as_declared")
@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("GRANT UPDATE ON django_admin_log TO impix_web", "impix_web may UPDATE TABLE django_admin_log, not declared"),
        ("GRANT SELECT (id) ON django_admin_log TO PUBLIC", "PUBLIC may SELECT (id) TABLE django_admin_log"),
        ("GRANT SELECT ON django_content_type TO impix_web WITH GRANT OPTION", "GRANT OPTION FOR SELECT TABLE"),
        ("REVOKE INSERT ON django_admin_log FROM impix_web", "impix_web may not INSERT TABLE django_admin_log"),
        ("GRANT CREATE ON SCHEMA public TO PUBLIC", "PUBLIC may CREATE SCHEMA public"),
        ("GRANT TEMPORARY ON DATABASE test_impix TO impix_worker", "impix_worker may TEMPORARY DATABASE"),
        ("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO impix_web", "SELECT ALTER DEFAULT PRIVILEGES TABLES"),
        (
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO PUBLIC",
            "PUBLIC may EXECUTE ALTER DEFAULT PRIVILEGES IN SCHEMA public FUNCTIONS",
        ),
        ("ALTER ROLE impix_web IN DATABASE test_impix RESET lock_timeout", "SET lock_timeout = '5s'"),
    ],
)
def test_check_tells_what_is_not_as_declared_and_migrate_mends_it(statement: str, told: str) -> None:
    as_owner(statement)
    with pytest.raises(CommandError) as failure:
        call_command("migrate", "--check", verbosity=0)
    assert told in str(failure.value)
    assert "default: " in str(failure.value)


@pytest.mark.usefixtures("_as_declared")
def test_check_tells_an_unapplied_migration() -> None:
    as_owner("DELETE FROM django_migrations WHERE app = 'members' AND name = '0001_initial'")
    try:
        with pytest.raises(CommandError, match=r"default: members\.0001_initial is not applied"):
            call_command("migrate", "--check", verbosity=0)
    finally:
        as_owner("INSERT INTO django_migrations (app, name, applied) VALUES ('members', '0001_initial', now())")


@pytest.mark.usefixtures("_as_declared")
def test_a_role_with_powers_of_its_own_stops_migrate() -> None:
    as_owner("ALTER ROLE impix_web CREATEDB; GRANT pg_read_all_data TO impix_web")
    try:
        with pytest.raises(CommandError) as failure:
            call_command("migrate", verbosity=0)
        assert "impix_web has SUPERUSER, CREATEDB" in str(failure.value)
        assert "impix_web is a member of pg_read_all_data" in str(failure.value)
    finally:
        as_owner("ALTER ROLE impix_web NOCREATEDB; REVOKE pg_read_all_data FROM impix_web")


@pytest.mark.usefixtures("_as_declared")
def test_a_new_function_is_nobodys() -> None:
    as_owner("CREATE FUNCTION fresh(int) RETURNS int LANGUAGE sql AS 'SELECT 1'")
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_function_privilege('fresh(int)', 'EXECUTE')")
        assert cursor.fetchone() == (False,)
    as_owner("DROP FUNCTION fresh(int)")


@pytest.mark.usefixtures("_as_declared")
def test_a_serial_column_gives_its_sequence() -> None:
    as_owner("CREATE SEQUENCE drawn; ALTER SEQUENCE drawn OWNED BY django_admin_log.id")
    with signed_in_as_owner():
        lines = grants.differences("default")
    assert lines == ["default: impix_web may not USAGE SEQUENCE drawn"]
    as_owner("DROP SEQUENCE drawn")


@override_settings(MIGRATION_DATABASES={})
def test_without_the_owners_address_migrate_names_the_variable() -> None:
    with pytest.raises(ImproperlyConfigured, match="Set MIGRATION_VAULT_DATABASE_URL"):
        call_command("migrate", database="vault")


@pytest.mark.django_db
@pytest.mark.parametrize("alias", ["default", "archive", "vault"])
def test_sessions_start_with_the_roles_timeouts(alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
        assert cursor.fetchone() == ("15s", "5s")
