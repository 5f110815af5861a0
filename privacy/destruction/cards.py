"""What of destruction waits for the officer."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacy.audit.desk import Card
from privacy.destruction.grounds import today
from privacy.destruction.models import HoldEvent

SOON = timedelta(days=7)


def cards(request: HttpRequest) -> Iterator[Card]:
    """The holds in force; an alarm when one ends within a week (product rule 24)."""
    if request.user.has_perm("privacy_destruction.view_holdevent"):
        yield from _holds()


def _holds() -> Iterator[Card]:
    found = HoldEvent.objects.in_force(today()).aggregate(count=Count("pk"), first=Min("until"))
    if found["count"]:
        said = ngettext(
            "%(count)s hold is in force; it ends on %(day)s.",
            "%(count)s holds are in force; the first ends on %(day)s.",
            found["count"],
        )
        text = said % {"count": found["count"], "day": date_format(found["first"])}
        address = reverse("admin:privacy_destruction_holdevent_changelist", query={"in_force": "yes"})
        yield Card(_("Holds"), text, address, is_alarm=found["first"] <= today() + SOON)
