"""What of the members' requests waits for the officer."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacy.audit.desk import Card
from privacy.rights.models import RightsRequest


def cards(request: HttpRequest) -> Iterator[Card]:
    """Requests whose last day is over, and those that wait, with the next last day (rule 29)."""
    if not request.user.has_perm("privacy_rights.view_rightsrequest"):
        return
    address = reverse("admin:privacy_rights_rightsrequest_changelist", query={"due": "overdue"})
    overdue = RightsRequest.objects.overdue().count()
    if overdue:
        said = ngettext(
            "%(count)s request of a member was not answered in time.",
            "%(count)s requests of members were not answered in time.",
            overdue,
        )
        yield Card(_("Overdue requests"), said % {"count": overdue}, address, is_alarm=True)
    waiting = RightsRequest.objects.waiting()
    first = waiting.first()
    if first:
        number = waiting.count()
        said = ngettext(
            "%(count)s request waits for an answer, due by %(day)s.",
            "%(count)s requests wait for an answer, the first is due by %(day)s.",
            number,
        )
        address = reverse("admin:privacy_rights_rightsrequest_changelist", query={"due": "waiting"})
        yield Card(_("Requests of members"), said % {"count": number, "day": date_format(first.due_on)}, address)
