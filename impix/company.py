"""The company that runs the portal: one record for footer, error pages and security.txt (rule 11)."""

from dataclasses import dataclass, fields
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, Promise] = {
    "name": _("Company"),
    "representative": _("Representative"),
    "address": _("Address"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "business_number": _("Business registration number"),
    "job_information_number": _("Job information service filing number"),
}


@dataclass(frozen=True, kw_only=True)
class Company:
    """What the law wants to see of whoever runs the portal; what is not known yet is empty."""

    name: str
    representative: str
    address: str
    phone: str
    email: str
    business_number: str
    job_information_number: str

    def facts(self) -> list[tuple[Promise, str]]:
        """Label and value of what is known, in the order of the footer."""
        return [(LABELS[item.name], getattr(self, item.name)) for item in fields(self) if getattr(self, item.name)]

    def unknown(self) -> list[str]:
        """Names of what is still empty."""
        return [item.name for item in fields(self) if not getattr(self, item.name)]


def company() -> Company:
    """The company as the settings describe it."""
    return Company(**settings.COMPANY)


@register(deploy=True)
def check_company(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Before the portal opens to the public its footer must be complete."""
    return [
        Warning(
            f"The footer does not show the company's {name.replace('_', ' ')}.",
            hint=f"Set COMPANY_{name.upper()} in the environment.",
            id="impix.W001",
        )
        for name in company().unknown()
    ]
