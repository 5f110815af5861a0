from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "privacy.policy"
    label = "privacy_policy"
    verbose_name = "Privacy policy"

    def ready(self) -> None:
        from privacy.policy import checks  # noqa: F401
