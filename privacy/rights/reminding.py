"""Telling the officers what is due: once on the seventh day, once when the last day is over (rule 29)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from privacy.rights.choices import RequestStep
from privacy.rights.models import RightsRequest
from privacy.rights.models.requests import RightsRequestQuerySet
from privacy.rights.requests import note, tell

BATCH = 500
REMINDER, ALARM = "privacy_rights/email/request_reminder", "privacy_rights/email/request_overdue"


def remind_officers() -> int:
    """Write the letters that are due, one for each request and officer; how many requests were dealt with."""
    alarms = _each(RightsRequest.objects.to_alarm, "overdue_at", RequestStep.OVERDUE, ALARM)
    return alarms + _each(RightsRequest.objects.to_remind, "reminded_at", RequestStep.REMINDED, REMINDER)


def officers() -> list[UUID]:
    """Who may answer: by group, in person, or as superuser."""
    who: Any = get_user_model()
    right = {"codename": "change_rightsrequest", "content_type__app_label": "privacy_rights"}
    by_group, in_person = (
        Q(**{f"{way}__{name}": value for name, value in right.items()})
        for way in ("groups__permissions", "user_permissions")
    )
    able = who._default_manager.filter(by_group | in_person | Q(is_superuser=True), is_active=True, is_staff=True)
    return list(able.order_by("subject").values_list("subject", flat=True).distinct())


def _each(due: Callable[[], RightsRequestQuerySet], told: str, step: RequestStep, notice: str) -> int:
    count = 0
    for request_id in list(due().values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            request = due().select_for_update(skip_locked=True).filter(pk=request_id).first()
            if request is None:  # Answered since, or another worker tells it.
                continue
            # Who hears that it is overdue needs no reminder any more.
            now = timezone.now()
            request.reminded_at = request.reminded_at or now
            setattr(request, told, now)
            request.save(update_fields=["reminded_at", told])
            note(request, step)
            for officer in officers():
                tell(officer, notice, request)
            count += 1
    return count
