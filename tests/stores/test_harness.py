"""The suite itself: which role a test runs as, and what is left when it has committed."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import ProgrammingError, connection, connections
from django.db.transaction import TransactionManagementError

from impix.stores import signed_in_as_owner
from tests.databases import empty_databases, signed_in_as


def session_users() -> set[str]:
    found = set()
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT session_user")
            found.add(cursor.fetchone()[0])
    return found


@pytest.mark.django_db
def test_a_test_is_the_web_role_in_all_three_databases() -> None:
    assert session_users() == {"impix_web"}


@pytest.mark.worker_role
@pytest.mark.django_db
def test_a_marked_test_is_the_worker() -> None:
    assert session_users() == {"impix_worker"}


def test_a_committing_test_can_change_roles(committed_db: None) -> None:
    with signed_in_as("worker"):
        assert session_users() == {"impix_worker"}
    with signed_in_as("owner"):
        assert session_users() == {"impix_owner"}
    assert session_users() == {"impix_web"}


def test_a_table_that_nobody_declared_is_out_of_reach(committed_db: None) -> None:
    with signed_in_as_owner(["vault"]), connections["vault"].cursor() as cursor:
        cursor.execute("CREATE TABLE undeclared (id int)")
    with pytest.raises(ProgrammingError, match="permission denied"):
        connections["vault"].cursor().execute("SELECT * FROM undeclared")
    with signed_in_as_owner(["vault"]), connections["vault"].cursor() as cursor:
        cursor.execute("DROP TABLE undeclared")


@pytest.mark.django_db
def test_roles_do_not_change_inside_a_transaction() -> None:
    with pytest.raises(TransactionManagementError), signed_in_as("worker"):
        pass


def test_emptying_spares_reference_data_and_passes_truncate_triggers(committed_db: None) -> None:
    types = ContentType.objects.count()
    with signed_in_as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no'; END$$")
        cursor.execute("CREATE TABLE guarded (id int); INSERT INTO guarded VALUES (1)")
        cursor.execute("CREATE TRIGGER refuse BEFORE TRUNCATE ON guarded EXECUTE FUNCTION refuse()")
    empty_databases()
    with signed_in_as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM guarded")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT tgenabled FROM pg_trigger WHERE tgname = 'refuse'")
        assert cursor.fetchone() == ("O",)
        cursor.execute("DROP TABLE guarded; DROP FUNCTION refuse()")
    assert ContentType.objects.count() == types > 0
