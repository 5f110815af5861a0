"""The embedded PostgreSQL must understand Korean."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_upper_and_regular_expressions_know_hangul() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT '한' ~ '[[:alpha:]]', '가' < '나'")
        assert cursor.fetchone() == (True, True)
