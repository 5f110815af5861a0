from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PolicyConfig(AppConfig):
    name = "privacy.policy"
    label = "privacy_policy"
    verbose_name = _("Privacy policy")

    def ready(self) -> None:
        from privacy.policy import checks  # noqa: F401
