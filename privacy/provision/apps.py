from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProvisionConfig(AppConfig):
    name = "privacy.provision"
    label = "privacy_provision"
    verbose_name = _("Provision")
