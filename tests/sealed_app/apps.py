from django.apps import AppConfig


class SealedAppConfig(AppConfig):
    """Personal models that only the tests have; installed by tests/conftest.py."""

    name = "tests.sealed_app"
    label = "sealed_app"
