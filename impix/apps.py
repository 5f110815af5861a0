from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class ImpixConfig(AppConfig):
    name = "impix"

    def ready(self) -> None:
        # Makes our Celery app the one that shared tasks belong to, and registers the check of the company's record.
        import_module("impix.celery")
        import_module("impix.company")


class DeskConfig(SimpleAdminConfig):
    """django.contrib.admin with the officer's desk as its site."""

    default_site = "impix.desk.Desk"
