"""Who decides on plans: officers, and deputies from the third day on (product rule 23)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet

from privacy import clocks
from privacy.destruction.grounds import today
from privacy.destruction.models import DestructionPlan

DECIDE = "privacy_destruction.change_destructionplan"
DEPUTISE = "privacy_destruction.deputise_destructionplan"
DEPUTY_FROM = 3


def officers() -> QuerySet[Any]:
    """Everybody at the desk who may decide at any time."""
    return _having(DECIDE)


def deputies() -> QuerySet[Any]:
    """Everybody at the desk who may approve from the third day on, officers among them."""
    return (_having(DECIDE) | _having(DEPUTISE)).distinct()


def deputy_from(plan: DestructionPlan) -> date:
    """The first Seoul day on which a deputy may approve a plan."""
    return clocks.seoul_date(plan.drafted_at) + timedelta(days=DEPUTY_FROM)


def may_approve(user: Any, plan: DestructionPlan) -> bool:
    """Whether somebody at the desk may approve this plan today."""
    return bool(user.has_perm(DECIDE) or (user.has_perm(DEPUTISE) and deputy_from(plan) <= today()))


def is_editor(plan: DestructionPlan, officer_id: UUID) -> bool:
    """Whether somebody took items out of the plan, while another officer is there to approve what is left."""
    edited = plan.items.filter(held_by__by=officer_id).exists()
    return edited and officers().exclude(pk=officer_id).exists()


def _having(right: str) -> QuerySet[Any]:
    app, _dot, codename = right.partition(".")
    permission = Permission.objects.filter(content_type__app_label=app, codename=codename)
    has = Q(is_superuser=True) | Q(groups__permissions__in=permission) | Q(user_permissions__in=permission)
    people: QuerySet[Any] = get_user_model()._default_manager.filter(has, is_active=True, is_staff=True).distinct()
    return people
