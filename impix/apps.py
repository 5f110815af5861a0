from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class ImpixConfig(AppConfig):
    name = "impix"

    def ready(self) -> None:
        # Makes our Celery app the one that shared tasks belong to.
        import_module("impix.celery")


class DeskConfig(SimpleAdminConfig):
    """django.contrib.admin with the officer's desk as its site."""

    default_site = "impix.desk.Desk"
