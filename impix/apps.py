from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class ImpixConfig(AppConfig):
    name = "impix"


class DeskConfig(SimpleAdminConfig):
    """django.contrib.admin with the officer's desk as its site."""

    default_site = "impix.desk.Desk"
