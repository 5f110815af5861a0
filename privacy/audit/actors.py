"""Who acts: the answer to "by whom" in every access row."""

import ipaddress
from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class ActorKind(TextChoices):
    """In which capacity somebody acts. The values are part of every access row and stable for ever."""

    INDIVIDUAL = "individual", _("individual member")
    CORPORATE = "corporate", _("corporate member")
    AGENCY = "agency", _("operating agency")
    CONSIGNEE = "consignee", _("consignee")
    STAFF = "staff", _("staff")
    ANONYMOUS = "anonymous", _("visitor")
    SYSTEM = "system", _("system")


@dataclass(frozen=True)
class Actor:
    """Somebody, on whose behalf, and from which address (empty for the system's own work)."""

    kind: str
    member_id: UUID | None = None
    organisation_id: UUID | None = None
    origin: str = ""

    @property
    def network(self) -> str:
        """The network of the address, which stays in the log when the full address is erased."""
        if not self.origin:
            return ""
        address = ipaddress.ip_address(self.origin)
        address = getattr(address, "ipv4_mapped", None) or address  # a listener for both versions says ::ffff:192.0.2.1
        prefix = 24 if address.version == 4 else 48
        return str(ipaddress.ip_network((address, prefix), strict=False))


SYSTEM = Actor(ActorKind.SYSTEM)


def actor_of(request: HttpRequest) -> Actor:
    """Who sent the request, as the portal's middleware found it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
