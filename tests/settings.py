"""The settings on the test cluster, for tools that only read them: mypy, makemigrations --check, djlint."""

from impix.embedded import environment

environment.enter("test")

from impix.settings import *  # noqa: E402, F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.sealed_app"]  # noqa: F405
SILENCED_SYSTEM_CHECKS = ["privacy.policy.E001"]  # No policy discloses what only the tests have.
