"""A worker that lives and does nothing is noticed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impix import consumption, tasks
from impix.models import WorkerSign
from impix.stores import signed_in
from privacy.destruction.models import DestructionPlan, DestructionReason, PlanItem
from privacy.destruction.tasks import propose_destruction
from tests.databases import _credentials, signed_in_as
from tests.desk import make_officer, sit_down
from tests.privacy.destruction import world

WORKERS = 5


@pytest.fixture(autouse=True)
def _stores(committed_db: None) -> None:
    """All stores, emptied afterwards."""


def sign() -> None:
    with signed_in_as("worker"):
        tasks.sign()


def said(client: Client) -> tuple[int, str]:
    response = client.get("/readyz")
    return response.status_code, response.json()["worker"]


def test_readiness_tells_of_silence_and_is_not_lost_by_it(client: Client) -> None:
    assert said(client) == (200, "silent")
    sign()
    assert said(client) == (200, "ok")
    with time_machine.travel(timezone.now() + timedelta(minutes=9)):
        assert said(client) == (200, "ok")
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert said(client) == (200, "silent")


def test_the_desk_says_so(client: Client) -> None:
    sit_down(client, make_officer())
    alarm = "10분 동안"
    assert alarm in client.get(reverse("admin:index")).content.decode()
    sign()
    assert alarm not in client.get(reverse("admin:index")).content.decode()


def _at_once(work: object, times: int) -> list[object]:
    def run(_number: int) -> object:
        with signed_in({"default": _credentials("worker"), "vault": _credentials("worker")}):
            return work()  # type: ignore[operator]

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(run, range(times)))


def test_many_workers_sign_in_one_row() -> None:
    _at_once(consumption.sign, 10)
    assert WorkerSign.objects.count() == 1


def test_two_clocks_and_five_workers_propose_everything_once() -> None:
    """Each beat sends every task of the night, and all workers do them at the same moment."""
    with signed_in_as("worker"):
        people = [world.make_somebody() for _ in range(6)]
        world.leave(people)
    numbers = _at_once(propose_destruction.run, 2 * WORKERS)
    assert sorted(map(str, numbers)) == ["0"] * (2 * WORKERS - 1) + ["1"]
    assert (DestructionPlan.objects.count(), PlanItem.objects.count()) == (1, 12)
    assert DestructionReason.objects.count() == 12
    assert DestructionPlan.objects.get().items.values("subject").distinct().count() == len(people)
