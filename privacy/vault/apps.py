from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VaultConfig(AppConfig):
    name = "privacy.vault"
    label = "privacy_vault"
    verbose_name = _("Key vault")
