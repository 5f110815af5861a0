"""From reasons to an approved plan, and out of it again."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from privacy import signing
from privacy.destruction import execution, grounds, services
from privacy.destruction.choices import ItemState, SkippedBecause
from privacy.destruction.exceptions import PlanAltered, WrongNumber, WrongState
from privacy.destruction.models import ArchiveEntry, DestructionPlan, DestructionReason, PlanItem
from privacy.registry import registry
from privacy.subjects.models import Processing
from privacy.subjects.services import open_activity
from tests.privacy.destruction import world

pytestmark = pytest.mark.usefixtures("worker")


def drafted() -> DestructionPlan:
    plan = services.draft_plan()
    assert plan is not None
    return plan


def approve(plan: DestructionPlan) -> DestructionPlan:
    return services.approve(plan_id=plan.pk, officer_id=world.OFFICER, typed_number=str(plan.number))


def test_it_works() -> None:
    somebody = world.make_somebody()
    world.leave([somebody])
    plan = drafted()
    assert sorted(plan.items.values_list("subject_id", "activity")) == [
        (somebody.subject_id, world.LETTERS),
        (somebody.subject_id, world.MEMBERSHIP),
    ]
    signed = signing.verify(approve(plan).approval or {})
    assert (signed["plan"], signed["digest"], signed["officer"]) == (plan.number, plan.digest, str(world.OFFICER))


def test_nothing_is_proposed_twice_and_not_before_its_day() -> None:
    somebody = world.make_somebody()
    tomorrow = grounds.today() + timedelta(days=1)
    services.add_reason(subject_id=somebody.subject_id, activity=world.LETTERS, kind="withdrawal", due=tomorrow)
    assert services.draft_plan() is None
    world.leave([somebody], [world.MEMBERSHIP])
    world.leave([somebody], [world.MEMBERSHIP])
    assert DestructionReason.objects.count() == 2
    assert drafted().items.count() == 1
    assert services.draft_plan() is None


def test_a_rejected_plan_is_proposed_again_with_its_first_due_date() -> None:
    world.leave([world.make_somebody()])
    first = drafted()
    services.reject(plan_id=first.pk, officer_id=world.OFFICER, reason="one of them appealed")
    second = drafted()
    assert second.number == first.number + 1
    assert set(second.items.values_list("reason__due")) == set(first.items.values_list("reason__due"))
    with pytest.raises(WrongState):
        approve(first)


def test_the_number_must_be_typed() -> None:
    world.leave([world.make_somebody()])
    plan = drafted()
    with pytest.raises(WrongNumber):
        services.approve(plan_id=plan.pk, officer_id=world.OFFICER, typed_number=f"{plan.number + 1}")


def test_while_it_cools_a_plan_can_be_cancelled_and_is_not_executed(settings: Settings) -> None:
    settings.DESTRUCTION_COOLING_HOURS = 24
    somebody = world.make_somebody()
    plan = world.approved_plan([somebody])
    assert not execution.execute(plan)
    assert execution.execute_due() == 0
    assert world.live_keys([somebody]) == 2
    services.cancel(plan_id=plan.pk, officer_id=world.OFFICER, reason="wrong month")
    assert not execution.execute(plan)
    assert world.live_keys([somebody]) == 2
    assert drafted().items.count() == 2


def test_an_executed_plan_cannot_be_cancelled() -> None:
    plan = world.approved_plan([world.make_somebody()])
    assert execution.execute(plan)
    with pytest.raises(WrongState):
        services.cancel(plan_id=plan.pk, officer_id=world.OFFICER, reason="too late")


def _one_more(plan: DestructionPlan, other: UUID) -> None:
    reason = services.add_reason(subject_id=other, activity=world.LETTERS, kind="withdrawal")
    PlanItem.objects.create(plan=plan, subject_id=other, activity=world.LETTERS, reason=reason, disposition="destroy")


def _less_kept(plan: DestructionPlan, other: UUID) -> None:
    ArchiveEntry.objects.filter(item__plan=plan).update(keep_until=date(2020, 1, 1))


def _forged(plan: DestructionPlan, other: UUID) -> None:
    DestructionPlan.objects.filter(pk=plan.pk).update(approval={**(plan.approval or {}), "signature": "AAAA"})


@pytest.mark.parametrize("change", [_one_more, _less_kept, _forged])
def test_what_was_not_approved_is_not_executed(monkeypatch: pytest.MonkeyPatch, change: object) -> None:
    monkeypatch.setattr(grounds, "kept", world.keep_letters)
    somebody, other = world.make_somebody(), world.make_somebody()
    plan = world.approved_plan([somebody])
    change(plan, other.subject_id)  # type: ignore[operator]
    with pytest.raises(PlanAltered):
        execution.execute(plan)
    assert world.live_keys([somebody, other]) == 4


def test_who_stays_after_all_leaves_the_draft_but_not_an_approved_plan() -> None:
    one, other = world.make_somebody(), world.make_somebody()
    world.leave([one, other])
    plan = drafted()
    assert services.withdraw_reasons(subject_id=one.subject_id, kind="withdrawal") == 2
    approve(plan)
    with pytest.raises(WrongState):
        services.withdraw_reasons(subject_id=other.subject_id, kind="withdrawal")
    assert execution.execute(plan)
    assert (world.live_keys([one]), world.live_keys([other])) == (2, 0)
    assert Processing.objects.filter(subject=one.subject_id, fenced_by=None).count() == 2


def test_who_stays_and_leaves_again_on_the_same_day_leaves() -> None:
    somebody = world.make_somebody()
    world.leave([somebody])
    services.withdraw_reasons(subject_id=somebody.subject_id, kind="withdrawal")
    assert services.draft_plan() is None
    world.leave([somebody])
    assert execution.execute(approve(drafted()))
    assert world.live_keys([somebody]) == 0


def test_what_was_renewed_after_the_approval_is_left_out() -> None:
    renewed, over = world.make_somebody(), world.make_somebody()
    yesterday = grounds.today() - timedelta(days=1)
    Processing.objects.filter(activity=world.LETTERS).update(until=yesterday)
    assert services.find_reasons() == 2
    assert services.find_reasons() == 0
    plan = approve(drafted())
    open_activity(subject_id=renewed.subject_id, activity=world.LETTERS, until=grounds.today())
    assert execution.execute(plan)
    item = plan.items.get(subject_id=renewed.subject_id)
    assert (item.state, item.skipped_because) == (ItemState.SKIPPED, SkippedBecause.REASON_GONE)
    assert (world.live_keys([renewed]), world.live_keys([over])) == (2, 1)
    assert signing.verify(plan.certificate.document)["left_out"] == {"reason gone": 1}
    assert services.draft_plan() is None


def test_an_unknown_kind_of_reason_is_refused() -> None:
    somebody = world.make_somebody()
    with pytest.raises(KeyError):
        services.add_reason(subject_id=somebody.subject_id, activity=world.LETTERS, kind="mood")
    assert registry().reason_kind("withdrawal").title_ko == "회원 탈퇴"
