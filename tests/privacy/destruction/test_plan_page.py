"""What the officer sees of a plan before deciding: as quick for a thousand items as for two."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.models import Member
from privacy.destruction import execution, grounds, overview, services
from privacy.destruction.models import BatchStep, DestructionPlan, DestructionReason, PlanItem
from privacy.subjects.models import DataSubject
from tests.databases import signed_in_as
from tests.privacy.destruction import world
from tests.privacy.destruction.test_desk import _world, officer, plan, url

__all__ = ["_world", "officer", "plan"]
pytestmark = pytest.mark.urls("tests.privacy.destruction.test_desk")


def _add(plan: DestructionPlan, number: int) -> None:
    day = grounds.today()
    subjects = DataSubject.objects.bulk_create([DataSubject() for _ in range(number)])
    reasons = DestructionReason.objects.bulk_create(
        DestructionReason(subject=each, activity=world.LETTERS, kind="expired", anchor=day, due=day)
        for each in subjects
    )
    PlanItem.objects.bulk_create(
        PlanItem(plan=plan, subject_id=each.subject_id, activity=world.LETTERS, reason=each, disposition="destroy")
        for each in reasons
    )


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_a_thousand_items_ask_no_more_than_a_few(client: Client, officer: Member, plan: DestructionPlan) -> None:
    with signed_in_as("worker"):
        _add(plan, 4)
    _queries(client, url(plan))  # What a process asks once.
    few = _queries(client, url(plan))
    with signed_in_as("worker"):
        _add(plan, 1000)
    assert _queries(client, url(plan)) == few
    assert few <= 25
    page = client.get(url(plan)).content.decode()
    assert "<td>1004</td>" in page.replace(",", "")


def test_the_time_is_estimated_by_the_last_certified_plans(
    client: Client, officer: Member, plan: DestructionPlan
) -> None:
    assert overview.estimate(plan) is None
    services.approve(plan_id=plan.pk, officer_id=world.OFFICER, typed_number=str(plan.number))
    with signed_in_as("worker"):
        assert execution.execute(plan)
        _add(other := _drafted(), 4)
    first = BatchStep.objects.order_by("at").first()
    last = BatchStep.objects.order_by("at").last()
    assert first is not None
    assert last is not None
    with signed_in_as("owner"):
        BatchStep.objects.filter(pk=last.pk).update(at=first.at + timedelta(minutes=4))
    # Two items took four minutes; this plan has six.
    assert overview.estimate(other) == 12
    assert "12" in client.get(url(other)).content.decode()


def _drafted() -> DestructionPlan:
    world.leave([world.make_somebody()])
    plan = services.draft_plan()
    assert plan is not None
    return plan
