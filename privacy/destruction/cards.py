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
from privacy.destruction import alarms
from privacy.destruction.choices import PlanState
from privacy.destruction.grounds import today
from privacy.destruction.models import DestructionPlan, HoldEvent

SOON = timedelta(days=7)


def cards(request: HttpRequest) -> Iterator[Card]:
    """Plans that wait (rule 23), and the holds in force; an alarm when one ends within a week (rule 24)."""
    if request.user.has_perm("privacy_destruction.view_destructionplan"):
        yield from _plans()
    if request.user.has_perm("privacy_destruction.view_holdevent"):
        yield from _holds()


def _plans() -> Iterator[Card]:
    address = reverse("admin:privacy_destruction_destructionplan_changelist")
    if count := alarms.overdue().count():
        said = ngettext(
            "%(count)s plan has no certificate after five days.",
            "%(count)s plans have no certificate after five days.",
            count,
        )
        yield Card(_("Overdue destruction"), said % {"count": count}, address, is_alarm=True)
    if count := DestructionPlan.objects.filter(state=PlanState.DRAFT).count():
        said = ngettext("%(count)s plan waits for approval.", "%(count)s plans wait for approval.", count)
        late = alarms.undecided().exists()
        yield Card(_("Destruction plans"), said % {"count": count}, f"{address}?state__exact=draft", is_alarm=late)


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
