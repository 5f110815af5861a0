"""What of the portal's own running the officer has to know."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from impix import consumption
from privacy.audit.desk import Card


def cards(request: HttpRequest) -> Iterator[Card]:
    """That no worker does anything: then nothing is proposed, destroyed, sent or warned of."""
    if request.user.has_perm("privacy_destruction.view_destructionplan") and consumption.is_silent():
        said = _("No background task has been done for ten minutes: nothing is proposed, destroyed or sent.")
        yield Card(_("Background work stands still"), said, reverse("admin:index"), is_alarm=True)
