"""The officer places, renews and releases holds, with a fresh proof of who she is."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from members.models import Member
from privacy.destruction import grounds
from privacy.destruction.choices import ItemState
from privacy.destruction.models import DestructionPlan, DestructionReason, HoldEvent, PlanItem
from tests.databases import signed_in_as
from tests.desk import make_officer
from tests.privacy.destruction import world
from tests.privacy.destruction.test_desk import _reauthenticated, _sit_down, _world, officer, plan, url

__all__ = ["_world", "officer", "plan"]
pytestmark = pytest.mark.urls("tests.privacy.destruction.test_desk")
HOLDS = "admin:privacy_destruction_holdevent"


def fields(plan: DestructionPlan, **changed: object) -> dict[str, str]:
    item = plan.items.get(activity=world.LETTERS)
    good = {
        "subject_id": item.subject_id,
        "activity": world.LETTERS,
        "ground": "dispute",
        "basis": "2026가합1234",
        "until": grounds.today() + timedelta(days=30),
    }
    return {name: str(value) for name, value in (good | changed).items()}


def place(client: Client, plan: DestructionPlan) -> HoldEvent:
    assert client.post(reverse(f"{HOLDS}_place"), fields(plan)).status_code == 302
    return HoldEvent.objects.last_words().get()


def test_it_works(client: Client, officer: Member, plan: DestructionPlan) -> None:
    """From the plan to its items, to a hold, to its end."""
    items = reverse("admin:privacy_destruction_planitem_changelist", query={"plan__exact": plan.pk})
    assert items in client.get(url(plan)).content.decode()
    item = plan.items.get(activity=world.LETTERS)
    address = reverse(f"{HOLDS}_place", query={"item": str(item.pk)})
    assert address in client.get(items).content.decode()
    assert str(item.subject_id) in client.get(address).content.decode()
    hold = place(client, plan)
    item.refresh_from_db()
    assert (item.state, item.held_by, hold.by) == (ItemState.SKIPPED, hold, officer.pk)
    assert address not in client.get(items).content.decode()
    assert "2026가합1234" in client.get(reverse(f"{HOLDS}_changelist")).content.decode()
    until = grounds.today() + timedelta(days=60)
    assert client.post(reverse(f"{HOLDS}_renew", args=[hold.pk]), {"until": until}).status_code == 302
    renewed = HoldEvent.objects.last_words().get()
    assert renewed.until == until
    assert client.post(reverse(f"{HOLDS}_release", args=[renewed.pk]), {"sure": "on"}).status_code == 302
    page = client.get(reverse(f"{HOLDS}_change", args=[HoldEvent.objects.last_words().get().pk])).content.decode()
    assert all(said in page for said in ("설정", "연장", "해제"))
    assert reverse(f"{HOLDS}_release", args=[renewed.pk]) not in page


@pytest.mark.parametrize(
    "changed",
    [
        {"until": "2099-01-01"},
        {"until": "2020-01-01"},
        {"subject_id": "0198a000-0000-7000-8000-000000000000"},
        {"subject_id": "nobody"},
        {"activity": "mood"},
        {"basis": ""},
        {"basis": "900101-1234568"},
        {"ground": "none"},
    ],
)
def test_what_makes_no_hold_is_refused(
    client: Client, officer: Member, plan: DestructionPlan, changed: dict[str, str]
) -> None:
    assert client.post(reverse(f"{HOLDS}_place"), fields(plan, **changed)).status_code == 422
    assert not HoldEvent.objects.exists()


def test_a_second_post_changes_nothing(client: Client, officer: Member, plan: DestructionPlan) -> None:
    hold = place(client, plan)
    assert client.post(reverse(f"{HOLDS}_place"), fields(plan)).status_code == 422
    release = reverse(f"{HOLDS}_release", args=[hold.pk])
    assert client.post(release, {"sure": ""}).status_code == 422
    assert [client.post(release, {"sure": "on"}).status_code for _ in range(2)] == [302, 422]
    assert HoldEvent.objects.count() == 2


def test_who_authenticated_long_ago_does_so_again(client: Client, officer: Member, plan: DestructionPlan) -> None:
    _reauthenticated(client, at=time.time() - 601)
    response = client.post(reverse(f"{HOLDS}_place"), fields(plan))
    assert "reauthenticate" in response["Location"]
    assert not HoldEvent.objects.exists()


def test_staff_who_may_only_look_hold_nothing(client: Client, plan: DestructionPlan) -> None:
    clerk = _sit_down(client, make_officer("clerk", is_superuser=False))
    clerk.user_permissions.add(Permission.objects.get(codename="view_holdevent"))
    _reauthenticated(client, at=time.time())
    assert reverse(f"{HOLDS}_place") not in client.get(reverse(f"{HOLDS}_changelist")).content.decode()
    assert client.post(reverse(f"{HOLDS}_place"), fields(plan)).status_code == 403
    assert not HoldEvent.objects.exists()


@pytest.mark.urls("impix.urls")  # The first page asks every room.
@pytest.mark.parametrize(("days", "is_alarm"), [(0, False), (25, True)])
def test_the_desk_counts_holds_and_warns_in_the_last_week(
    client: Client, officer: Member, plan: DestructionPlan, days: int, is_alarm: bool
) -> None:
    place(client, plan)
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        sat_down = make_officer(f"officer{days}")
        _sit_down(client, sat_down)
        page = client.get(reverse("admin:index")).content.decode()
    address = reverse(f"{HOLDS}_changelist", query={"in_force": "yes"})
    kind = "error" if is_alarm else "info"
    assert f'<li class="{kind}"><a href="{address}">' in page


def test_lists_ask_as_much_for_many_as_for_one(
    client: Client, officer: Member, plan: DestructionPlan, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    place(client, plan)
    with signed_in_as("worker"):
        world.leave([world.make_somebody() for _ in range(10)])
        for reason in DestructionReason.objects.exclude(pk__in=plan.items.values("reason")):
            PlanItem.objects.create(
                plan=plan, subject_id=reason.subject_id, activity=reason.activity, reason=reason, disposition="destroy"
            )
    for name in ("planitem", "holdevent"):
        with django_assert_max_num_queries(15):
            assert client.get(reverse(f"admin:privacy_destruction_{name}_changelist")).status_code == 200
