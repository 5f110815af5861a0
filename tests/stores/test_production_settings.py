"""The settings as a production server reads them, in a process of their own."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from impix.embedded import environment, layout

REQUIRED = [
    "SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL", "ARCHIVE_DATABASE_URL", "VAULT_DATABASE_URL",
    "LEDGER_DIR", "FILES_DIR", "MASTER_KEY_DIR", "SIGNING_KEY_DIR", "BLIND_INDEX_KEY", "REDIS_URL",
]  # fmt: skip
SHOWN = """
import json, django
from django.conf import settings
django.setup()
names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SECURE_HSTS_SECONDS", "EMBEDDED", "DEBUG"]
print(json.dumps({**{name: getattr(settings, name) for name in names}, "default": settings.DATABASES["default"]},
                 default=str))
"""


@pytest.fixture
def production() -> dict[str, str]:
    """An environment with every variable of the embedded one, as an operator would set it for his servers."""
    found = environment.variables(layout.TESTS, environment.WEB)
    del found[environment.MARKER]
    company = {name: "known" for name in ("COMPANY_ADDRESS", "COMPANY_EMAIL", "COMPANY_BUSINESS_NUMBER")}
    found |= company | {"COMPANY_JOB_INFORMATION_NUMBER": "known", "PATH": os.environ["PATH"]}
    found |= {"SITE_URL": "https://jobs.example.kr", "ALLOWED_HOSTS": "jobs.example.kr"}
    found |= {"SECRET_KEY": secrets.token_urlsafe(48)}
    return found | {
        "DJANGO_SETTINGS_MODULE": "impix.settings",
        "EMAIL_URL": "smtp://mail.example.kr:25",
        "DEFAULT_FROM_EMAIL": "jobs@example.kr",
    }


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)


def test_check_deploy_has_nothing_to_say(production: dict[str, str]) -> None:
    checked = run(production, "-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stderr
    assert "no issues (0 silenced)" in checked.stdout


def test_every_missing_variable_is_named(production: dict[str, str]) -> None:
    without = """
import os, runpy, sys
whole = dict(os.environ)
for name in sys.argv[1:]:
    os.environ.pop(name)
    try:
        runpy.run_path("impix/settings.py")
    except Exception as fault:
        print(fault)
    os.environ.update(whole)
"""
    told = run(production, "-c", without, *REQUIRED).stdout.splitlines()
    assert told == [f"Set the {name} environment variable" for name in REQUIRED]


def test_a_server_does_not_start_without_its_database(production: dict[str, str]) -> None:
    del production["DATABASE_URL"]
    started = run(production, "-c", "import impix.wsgi")
    assert started.returncode != 0
    assert "Set the DATABASE_URL environment variable" in started.stderr.splitlines()[-1]


def test_another_database_than_postgresql_is_refused(production: dict[str, str]) -> None:
    started = run(production | {"VAULT_DATABASE_URL": "sqlite:///vault.db"}, "-c", "import impix.wsgi")
    assert "VAULT_DATABASE_URL must be a postgres:// address." in started.stderr


def test_production_settings(production: dict[str, str]) -> None:
    shown = json.loads(run(production, "-c", SHOWN).stdout)
    assert shown["SESSION_COOKIE_NAME"] == "__Host-session"
    assert shown["CSRF_COOKIE_NAME"] == "__Host-csrf"
    assert shown["SECURE_HSTS_SECONDS"] == 31_536_000
    assert (shown["EMBEDDED"], shown["DEBUG"]) == (False, False)
    assert shown["default"]["CONN_HEALTH_CHECKS"] is True
    assert shown["default"]["OPTIONS"]["connect_timeout"] == 5
    assert shown["default"]["OPTIONS"]["application_name"] == "impix"


def test_the_command_names_its_connections(production: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "manage.py").write_text(SHOWN)
    shown = run(production | {"PYTHONPATH": str(settings.BASE_DIR)}, str(tmp_path / "manage.py"), "migrate").stdout
    assert json.loads(shown)["default"]["OPTIONS"]["application_name"] == "impix manage migrate"
