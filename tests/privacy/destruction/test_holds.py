"""Product rule 24: only a hold keeps an item out of a plan, for a while, and never by chance."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connections, transaction
from django.utils import timezone

from privacy import signing
from privacy.destruction import execution, grounds, holds, services, turn
from privacy.destruction.choices import BatchState, HoldGround, HoldKind, ItemState, SkippedBecause
from privacy.destruction.exceptions import NotHeld, NothingToHold, TooLateToHold, WrongPeriod
from privacy.destruction.models import DestructionPlan, DestructionReason, HoldEvent
from privacy.destruction.steps import copy, fence, intent, keys, rehash
from privacy.subjects.models import Processing
from tests.databases import signed_in_as
from tests.privacy.destruction import world

pytestmark = pytest.mark.usefixtures("worker")
STEPS = [fence.run, intent.run, copy.run, rehash.run]


def in_days(days: int) -> date:
    return grounds.today() + timedelta(days=days)


def hold(somebody: world.Somebody, *, days: int = 30, activity: str = world.LETTERS) -> HoldEvent:
    return holds.place(
        subject_id=somebody.subject_id,
        activity=activity,
        ground=HoldGround.DISPUTE,
        basis="2026가합1234",
        until=in_days(days),
        officer_id=world.OFFICER,
    )


def drafted() -> DestructionPlan | None:
    services.find_reasons()
    return services.draft_plan()


def what(plan: DestructionPlan | None) -> set[tuple[UUID, str]]:
    assert plan is not None
    return set(plan.items.filter(state=ItemState.PLANNED).values_list("subject_id", "activity"))


def test_it_works() -> None:
    """An item leaves the draft, stays while held, and comes back with its first due date the night after."""
    somebody, other = world.make_somebody(), world.make_somebody()
    world.leave([somebody, other], [world.LETTERS])
    due = DestructionReason.objects.get(subject=somebody.subject_id).due
    plan = drafted()
    placed = hold(somebody, days=30)
    assert what(plan) == {(other.subject_id, world.LETTERS)}
    assert drafted() is None
    assert plan is not None
    approved = services.approve(plan_id=plan.pk, officer_id=world.OFFICER, typed_number=str(plan.number))
    assert execution.execute(approved)
    item = plan.items.get(subject=somebody.subject_id)
    assert (item.state, item.skipped_because, item.held_by) == (ItemState.SKIPPED, SkippedBecause.HELD, placed)
    assert signing.verify(plan.certificate.document)["left_out"] == {"held": 1}
    assert (world.live_keys([somebody]), world.live_keys([other])) == (2, 1)
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        assert drafted() is None
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        again = drafted()
        assert what(again) == {(somebody.subject_id, world.LETTERS)}
        assert again is not None
        assert again.items.get().reason.due == due


def test_a_hold_is_of_one_activity() -> None:
    somebody = world.make_somebody()
    world.leave([somebody])
    hold(somebody)
    assert what(drafted()) == {(somebody.subject_id, world.MEMBERSHIP)}


def test_it_is_renewed_and_released_and_nothing_of_it_is_forgotten() -> None:
    somebody = world.make_somebody()
    world.leave([somebody], [world.LETTERS])
    placed = hold(somebody, days=1)
    renewed = holds.renew(hold_id=placed.pk, until=in_days(90), officer_id=world.OFFICER)
    with time_machine.travel(timezone.now() + timedelta(days=60)):
        assert drafted() is None
    released = holds.release(hold_id=renewed.pk, officer_id=world.OFFICER)
    assert what(drafted()) == {(somebody.subject_id, world.LETTERS)}
    assert [event.kind for event in HoldEvent.objects.order_by("seq")] == ["placed", "renewed", "released"]
    for old in (placed, renewed, released):
        with pytest.raises(NotHeld):
            holds.release(hold_id=old.pk, officer_id=world.OFFICER)
    assert hold(somebody).kind == HoldKind.PLACED


@pytest.mark.parametrize("days", [-1, 91])
def test_no_hold_is_longer_than_90_days_or_over(days: int) -> None:
    somebody = world.make_somebody()
    with pytest.raises(WrongPeriod):
        hold(somebody, days=days)
    placed = hold(somebody, days=90)
    with pytest.raises(WrongPeriod):
        holds.renew(hold_id=placed.pk, until=in_days(days), officer_id=world.OFFICER)


def test_what_is_held_or_gone_cannot_be_held() -> None:
    somebody = world.make_somebody()
    hold(somebody)
    with pytest.raises(NothingToHold):
        hold(somebody)
    gone = world.make_somebody()
    assert execution.execute(world.approved_plan([gone]))
    with pytest.raises(NothingToHold):
        hold(gone)


@pytest.mark.parametrize("done", range(4))
def test_until_the_last_exit_a_hold_saves_what_it_holds(done: int) -> None:
    """Before each step of an executing plan; the others go on."""
    somebody, other = world.make_somebody(), world.make_somebody()
    plan = world.approved_plan([somebody, other], [world.LETTERS])
    before = world.fingerprint([somebody])
    execution._begin(plan)
    ours = turn.claim(plan)
    assert ours is not None
    for step in STEPS[:done]:
        step(ours)
    with signed_in_as("web"):
        hold(somebody)
    ours.end()
    assert execution.execute(plan)
    assert world.fingerprint([somebody]) == before
    assert not Processing.objects.filter(subject=somebody.subject_id).exclude(fenced_by=None).exists()
    assert plan.items.get(subject=somebody.subject_id).skipped_because == SkippedBecause.HELD
    assert world.live_keys([other]) == 1


def test_after_the_last_exit_it_is_refused() -> None:
    somebody = world.make_somebody()
    plan = world.approved_plan([somebody])
    execution._begin(plan)
    ours = turn.claim(plan)
    assert ours is not None
    for step in STEPS:
        step(ours)
    with pytest.raises(TooLateToHold):
        hold(somebody)
    assert not HoldEvent.objects.exists()
    ours.end()
    assert execution.execute(plan)


def test_no_key_goes_while_a_hold_is_there_however_it_came() -> None:
    somebody = world.make_somebody()
    plan = world.approved_plan([somebody])
    execution._begin(plan)
    ours = turn.claim(plan)
    assert ours is not None
    for step in STEPS:
        step(ours)
    HoldEvent.objects.create(
        subject_id=somebody.subject_id, activity=world.LETTERS, seq=1, kind="placed", ground="dispute", basis="forced",
        until=in_days(1), by=world.OFFICER,
    )  # fmt: skip
    ours.end()
    assert not execution.execute(plan)
    assert world.live_keys([somebody]) == 2
    assert plan.batches.get().error == "StepFailed"
    with pytest.raises(Exception, match=r"Held\."):
        keys.run(_taken(plan))


def _taken(plan: DestructionPlan) -> turn.Turn:
    plan.batches.update(retry_at=None)
    taken = turn.claim(plan)
    assert taken is not None
    return taken


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1, initializer=lambda: None) as made:
        yield made


def _in_thread(somebody: world.Somebody) -> str:
    try:
        hold(somebody)
    except TooLateToHold:
        return "too late"
    else:
        return "held"
    finally:
        connections.close_all()


def test_a_hold_at_the_moment_of_the_last_exit_waits_and_is_refused(pool: ThreadPoolExecutor) -> None:
    """The step has read that nothing is held, and has not committed: the hold must not slip in between."""
    somebody = world.make_somebody()
    plan = world.approved_plan([somebody])
    execution._begin(plan)
    ours = turn.claim(plan)
    assert ours is not None
    for step in STEPS[:3]:
        step(ours)
    with transaction.atomic():
        assert not grounds.fallen(ours.batch.leaving())
        answer = pool.submit(_in_thread, somebody)
        with pytest.raises(TimeoutError):
            answer.result(timeout=0.5)
        plan.batches.update(state=BatchState.UNCHANGED)
    assert answer.result(timeout=10) == "too late"


def test_a_draft_in_the_making_is_waited_for(pool: ThreadPoolExecutor) -> None:
    somebody = world.make_somebody()
    world.leave([somebody], [world.LETTERS])
    with transaction.atomic():
        plan = services.draft_plan()
        answer = pool.submit(_in_thread, somebody)
        with pytest.raises(TimeoutError):
            answer.result(timeout=0.5)
    assert answer.result(timeout=10) == "held"
    assert what(plan) == set()
