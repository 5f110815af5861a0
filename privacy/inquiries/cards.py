"""What of the inquiries waits for the officer: what IMPIX has to answer, and what is late, whoever should have."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacy.audit.desk import Card
from privacy.inquiries.choices import Addressee
from privacy.inquiries.models import Inquiry


def cards(request: HttpRequest) -> Iterator[Card]:
    """Overdue inquiries as an alarm, and those that wait for IMPIX (product rules 17 and 29)."""
    if not request.user.has_perm("privacy_inquiries.view_inquiry"):
        return
    late = Inquiry.objects.overdue().count()
    if late:
        said = ngettext("%(count)s inquiry is overdue.", "%(count)s inquiries are overdue.", late)
        yield Card(_("Overdue inquiries"), said % {"count": late}, _list("overdue"), is_alarm=True)
    waiting = Inquiry.objects.unanswered().filter(addressed_to=Addressee.COMPANY)
    count, pressing = waiting.count(), waiting.pressing().count()
    if count:
        said = ngettext("%(count)s inquiry waits for your answer", "%(count)s inquiries wait for your answer", count)
        soon = ngettext("%(count)s of them is due within 3 days", "%(count)s of them are due within 3 days", pressing)
        text = f"{said % {'count': count}}; {soon % {'count': pressing}}."
        yield Card(_("Inquiries"), text, _list("unanswered"))


def _list(state: str) -> str:
    return reverse("admin:privacy_inquiries_inquiry_changelist", query={"state": state})
