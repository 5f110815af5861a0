from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin


class ImpixConfig(AppConfig):
    name = "impix"

    def ready(self) -> None:
        # Makes our Celery app the one that shared tasks belong to, and registers the check of the company's record.
        import_module("impix.celery")
        import_module("impix.company")


class DeskConfig(admin.AdminConfig):
    """django.contrib.admin with the officer's desk as its site."""

    default = False  # of the `impix` entry; this one is named in full
    default_site = "impix.desk.Desk"
