"""What of the provision ledger waits for the officer."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacy.audit.desk import Card
from privacy.provision.access_ends import today
from privacy.provision.models import AccessEnd


def cards(request: HttpRequest) -> Iterator[Card]:
    """Recipients that have not confirmed the deletion of their downloads in time (product rule 15)."""
    if not request.user.has_perm("privacy_provision.view_accessend"):
        return
    count = AccessEnd.objects.overdue(today()).count()
    if count:
        said = ngettext(
            "%(count)s recipient has not confirmed in time that downloads are deleted.",
            "%(count)s confirmations that downloads are deleted are overdue.",
            count,
        )
        address = reverse("admin:privacy_provision_accessend_changelist", query={"confirmation": "overdue"})
        yield Card(_("Overdue confirmations"), said % {"count": count}, address, is_alarm=True)
