from django.apps import AppConfig


class CorporateConfig(AppConfig):
    name = "corporate"
