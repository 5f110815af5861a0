"""The two commands, as an operator sees them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from privacy.destruction import services, tasks
from privacy.destruction.models import DestructionPlan
from tests.privacy.destruction import world
from tests.sealed_app.models import Letter

pytestmark = pytest.mark.usefixtures("worker")


def told(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def approve_all() -> None:
    for plan in DestructionPlan.objects.filter(state="draft"):
        services.approve(plan_id=plan.pk, officer_id=world.OFFICER, typed_number=str(plan.number))


def test_they_work() -> None:
    world.leave([somebody := world.make_somebody()])
    assert "1 withdrawal: test-letters" in told("plan_destruction", "--dry-run")
    assert not DestructionPlan.objects.exists()
    assert "Plan 1 with 2 items waits for approval." in told("plan_destruction")
    assert "Nothing is due" in told("plan_destruction")
    assert "No plan is approved" in told("execute_destruction")
    approve_all()
    assert "Plan 1: 2 items" in told("execute_destruction", "--dry-run")
    assert world.live_keys([somebody]) == 2
    said = told("execute_destruction")
    assert "1 plans certified." in said
    assert said.count("batch ") == 9
    assert world.live_keys([somebody]) == 0


def test_what_is_left_is_an_error() -> None:
    world.leave([world.make_somebody()], [world.MEMBERSHIP])
    told("plan_destruction")
    approve_all()
    with pytest.raises(CommandError, match="1 batches could not be finished"):
        told("execute_destruction")
    assert Letter.objects.exists()


def test_the_tasks_do_the_same() -> None:
    world.leave([somebody := world.make_somebody()])
    assert (tasks.propose_destruction(), tasks.propose_destruction()) == (1, 0)
    approve_all()
    assert (tasks.execute_destruction(), tasks.execute_destruction()) == (1, 0)
    assert world.live_keys([somebody]) == 0
