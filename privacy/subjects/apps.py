from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubjectsConfig(AppConfig):
    name = "privacy.subjects"
    label = "privacy_subjects"
    verbose_name = _("Data subjects")
