from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "privacy.rights"
    label = "privacy_rights"
    verbose_name = "Rights"
