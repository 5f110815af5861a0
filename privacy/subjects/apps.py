from django.apps import AppConfig


class SubjectsConfig(AppConfig):
    name = "privacy.subjects"
    label = "privacy_subjects"
