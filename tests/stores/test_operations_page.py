"""docs/operations.md says what the code does."""

import re

from django.conf import settings

PAGE = (settings.BASE_DIR / "docs/operations.md").read_text(encoding="utf-8")


def test_every_variable_that_the_settings_read_is_explained() -> None:
    source = (settings.BASE_DIR / "impix/settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"""(?:env\.\w+|_database)\(\s*"([A-Z_]+)\"""", source)) | set(
        settings.MIGRATION_VARIABLES.values()
    )
    assert len(read) > 20
    assert {name for name in read if f"`{name}`" not in PAGE} == set()


def test_the_roles_script_sets_the_timeouts_that_migrate_expects() -> None:
    written = set(re.findall(r"ALTER ROLE (\w+) IN DATABASE %I SET (\w+) = ''(\w+)''", PAGE))
    expected = {
        (settings.DATABASE_ROLES[kind], name, value)
        for kind, timeouts in settings.DATABASE_ROLE_TIMEOUTS.items()
        for name, value in timeouts.items()
    }
    assert written == expected
