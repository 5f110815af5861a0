from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "privacy.consent"
    label = "privacy_consent"
    verbose_name = "Consent"
