from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "recruitment.applications"
    label = "recruitment_applications"
