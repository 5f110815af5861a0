"""Alarms about plans that wait: on the third day for the decision, on the fifth for the certificate (rule 23)."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from privacy import clocks
from privacy.destruction import deciders
from privacy.destruction.choices import PlanState
from privacy.destruction.grounds import today
from privacy.destruction.models import DestructionPlan, PlanAlarm

DECIDE_BY = deciders.DEPUTY_FROM
CERTIFY_BY = 5
NOTICE = "privacy_destruction/email/plan_waits"


def undecided() -> "QuerySet[DestructionPlan]":
    """The plans that nobody decided on for three days."""
    waiting: QuerySet[DestructionPlan] = DestructionPlan.objects.filter(state=PlanState.DRAFT)
    return waiting.filter(_drafted_for(DECIDE_BY))


def overdue() -> "QuerySet[DestructionPlan]":
    """The plans that should be certified by now and are not."""
    ended = [PlanState.CERTIFIED, PlanState.REJECTED, PlanState.CANCELLED]
    open_plans: QuerySet[DestructionPlan] = DestructionPlan.objects.exclude(state__in=ended)
    return open_plans.filter(_drafted_for(CERTIFY_BY))


def raise_alarms() -> int:
    """Write to whoever may decide, once for each plan and day; how many alarms there were. May run at any time."""
    due = [(plan, DECIDE_BY) for plan in undecided()] + [(plan, CERTIFY_BY) for plan in overdue()]
    return sum(_raise(plan, day) for plan, day in due)


def _raise(plan: DestructionPlan, day: int) -> bool:
    """The row and the letters in one transaction: who comes second finds the row."""
    with transaction.atomic():
        _alarm, is_new = PlanAlarm.objects.get_or_create(plan=plan, day=day)
        if is_new:
            context: dict[str, object] = {"plan": plan.number, "days": day, "is_decided": plan.state != PlanState.DRAFT}
            for user in deciders.deputies():
                _tell(user, context)
        return is_new


def _tell(user: Any, context: dict[str, object]) -> None:
    try:
        import_string(settings.PRIVACY_NOTIFIER)(subject_id=user.subject_id, notice=NOTICE, context=context)
    except LookupError:  # No address: it stands on the first page of the desk too.
        return


def _drafted_for(days: int) -> Q:
    """Drafted so many Seoul days ago, or more."""
    return Q(drafted_at__lt=clocks.end_of_day(today() - timedelta(days=days)))
