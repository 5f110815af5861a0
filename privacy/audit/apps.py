from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "privacy.audit"
    label = "privacy_audit"
    verbose_name = _("Access log")
