from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "privacy.archive"
    label = "privacy_archive"
