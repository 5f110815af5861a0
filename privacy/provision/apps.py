from django.apps import AppConfig


class ProvisionConfig(AppConfig):
    name = "privacy.provision"
    label = "privacy_provision"
