"""Product rule 23: who decides, until when, and who is told when nobody does."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impix.officer import ensure_deputy_group, ensure_officer_group
from impix.stores import signed_in
from members.models import Member
from privacy.destruction import alarms, deciders, execution, grounds, holds, services
from privacy.destruction.choices import HoldGround
from privacy.destruction.exceptions import EditorApproves
from privacy.destruction.models import DestructionPlan, PlanAlarm
from tests.databases import _credentials, signed_in_as
from tests.desk import make_officer
from tests.members.letters import letters
from tests.privacy.destruction import world
from tests.privacy.destruction.test_desk import _reauthenticated, _sit_down, _world, plan, state, url

__all__ = ["_world", "plan"]
pytestmark = pytest.mark.urls("tests.privacy.destruction.test_desk")


def staff(login_id: str, group: Callable[[], object]) -> Member:
    member = make_officer(login_id, is_superuser=False)
    with signed_in_as("owner"):
        member.groups.add(group())  # type: ignore[arg-type]
    EmailAddress.objects.create(user=member, email=f"{login_id}@example.org", verified=True, primary=True)
    return member


def days_later(days: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def come_to_the_desk(client: Client, member: Member) -> None:
    _sit_down(client, member)
    _reauthenticated(client, at=timezone.now().timestamp())


def told() -> list[str]:
    return sorted(letter["to"] for letter in letters() if letter["kind"] == alarms.NOTICE)


def ring() -> int:
    with signed_in_as("worker"):
        return alarms.raise_alarms()


def hold(plan: DestructionPlan, officer_id: UUID) -> None:
    holds.place(
        subject_id=plan.items.get(activity=world.LETTERS).subject_id, activity=world.LETTERS,
        ground=HoldGround.ARTICLE, basis="상법 제33조", until=grounds.today(), officer_id=officer_id,
    )  # fmt: skip


def test_a_deputy_approves_from_the_third_day_on(client: Client, plan: DestructionPlan) -> None:
    deputy = staff("deputy1", ensure_deputy_group)
    for days, expected in ((2, 403), (3, 302)):
        with days_later(days):
            come_to_the_desk(client, deputy)
            assert (url(plan, "approve") in client.get(url(plan)).content.decode()) is (expected == 302)
            assert client.post(url(plan, "reject"), {"reason": "not my right"}).status_code == 403
            assert client.post(url(plan, "approve"), {"number": plan.number}).status_code == expected
    assert (state(plan), plan.approved_by) == ("approved", deputy.pk)


def test_who_took_items_out_leaves_the_approval_to_the_other_officer(client: Client, plan: DestructionPlan) -> None:
    one, other = staff("officer1", ensure_officer_group), staff("officer2", ensure_officer_group)
    hold(plan, one.pk)
    come_to_the_desk(client, one)
    assert client.post(url(plan, "approve"), {"number": plan.number}).status_code == 422
    assert state(plan) == "draft"
    come_to_the_desk(client, other)
    assert client.post(url(plan, "approve"), {"number": plan.number}).status_code == 302
    assert (state(plan), plan.approved_by) == ("approved", other.pk)
    page = client.get(url(plan)).content.decode()
    assert all(said in page for said in ("상법 제33조", str(one.pk), str(other.pk)))


def test_where_there_is_one_officer_she_decides(plan: DestructionPlan) -> None:
    one, away = staff("officer1", ensure_officer_group), staff("officer2", ensure_officer_group)
    staff("deputy1", ensure_deputy_group)
    hold(plan, one.pk)
    with pytest.raises(EditorApproves):
        services.approve(plan_id=plan.pk, officer_id=one.pk, typed_number=str(plan.number))
    Member.objects.filter(pk=away.pk).update(is_active=False)
    services.approve(plan_id=plan.pk, officer_id=one.pk, typed_number=str(plan.number))
    assert state(plan) == "approved"


@pytest.mark.urls("impix.urls")  # The first page asks every room.
def test_a_plan_that_nobody_decides_on_rings_on_the_third_and_the_fifth_day(
    client: Client, plan: DestructionPlan
) -> None:
    officer = staff("officer1", ensure_officer_group)
    staff("deputy1", ensure_deputy_group)
    everybody = ["deputy1@example.org", "officer1@example.org"]
    rung = []
    for days in range(7):
        with days_later(days):
            rung.append(ring() + ring())
            come_to_the_desk(client, officer)
            page = client.get(reverse("admin:index")).content.decode()
            waiting = reverse("admin:privacy_destruction_destructionplan_changelist") + "?state__exact=draft"
            assert f'<li class="{"error" if days >= 3 else "info"}"><a href="{waiting}">' in page
    assert rung == [0, 0, 0, 1, 0, 1, 0]
    assert told() == sorted(everybody * 2)
    assert list(plan.alarms.values_list("day", flat=True)) == [3, 5]


def test_what_is_decided_in_time_rings_nobody(plan: DestructionPlan) -> None:
    staff("officer1", ensure_officer_group)
    services.approve(plan_id=plan.pk, officer_id=world.OFFICER, typed_number=str(plan.number))
    with signed_in_as("worker"):
        assert execution.execute(plan)
    with days_later(6):
        assert ring() == 0


def test_an_approved_plan_without_certificate_rings_on_the_fifth_day(plan: DestructionPlan) -> None:
    staff("officer1", ensure_officer_group)
    services.approve(plan_id=plan.pk, officer_id=world.OFFICER, typed_number=str(plan.number))
    with days_later(4):
        assert ring() == 0
    with days_later(5):
        assert ring() == 1
    assert told() == ["officer1@example.org"]


def test_five_workers_at_once_ring_once(plan: DestructionPlan) -> None:
    staff("officer1", ensure_officer_group)

    def work(_number: int) -> int:
        with signed_in({"default": _credentials("worker")}):
            return alarms.raise_alarms()

    with days_later(3), ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(work, range(5))) == 1
    assert (PlanAlarm.objects.count(), told()) == (1, ["officer1@example.org"])


def test_who_may_decide_is_read_from_rights() -> None:
    one, deputy = staff("officer1", ensure_officer_group), staff("deputy1", ensure_deputy_group)
    make_officer("clerk", is_superuser=False)
    assert [member.pk for member in deciders.officers()] == [one.pk]
    assert {member.pk for member in deciders.deputies()} == {one.pk, deputy.pk}
