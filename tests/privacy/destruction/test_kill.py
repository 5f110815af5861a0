"""SIGKILL at every declared point: what must stay stays and what must go goes, byte for byte."""

import json
import os
import signal
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections

from privacy import signing
from privacy.archive.models import ArchivedRecord
from privacy.archive.transfer import open_record
from privacy.destruction import execution, failpoints, grounds, ledger
from privacy.destruction.choices import PlanState
from privacy.destruction.models import DestructionBatch, DestructionPlan
from privacy.subjects.models import DataSubject
from tests.privacy.destruction import world
from tests.privacy.destruction.world import Somebody

pytestmark = pytest.mark.usefixtures("worker")
Trap = Callable[[str], None]


@pytest.fixture(autouse=True)
def _letters_are_kept_and_batches_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grounds, "kept", world.keep_letters)
    monkeypatch.setattr(DestructionBatch, "MOST_SUBJECTS", 2)


@pytest.fixture
def bystanders() -> Iterator[list[Somebody]]:
    """People whom nobody destroys: their rows, keys and files must be the same bytes afterwards."""
    people = [world.make_somebody("이바다")]
    before = world.fingerprint(people)
    yield people
    assert world.fingerprint(people) == before


def run_and_die(plan: DestructionPlan, trap: Trap) -> bool:
    """Execute the plan in a child process; whether it was killed."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            failpoints.trap.set(trap)
            execution.execute(plan)
            os._exit(0)
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.waitstatus_to_exitcode(status) == 0
    return False


def killing_at(point: str) -> Trap:
    def trap(name: str) -> None:
        if name == point:
            os.kill(os.getpid(), signal.SIGKILL)

    return trap


def killing_at_hit(number: int) -> Trap:
    left = iter(range(number - 1, -1, -1))

    def trap(name: str) -> None:
        if next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return trap


def finish(plan: DestructionPlan) -> None:
    """Go on with it until it is certified; the locks of a killed process take a moment to go."""
    deadline = time.monotonic() + 20
    while not execution.execute(plan):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def letter_of(somebody: Somebody) -> dict[str, Any]:
    """What the archive must hold of somebody's letter, apart from its id."""
    return {"text": somebody.text, "scan": b64encode(somebody.scan).decode()}


def without_ids(document: dict[str, Any]) -> dict[str, Any]:
    (letter,) = document["sealed_app.Letter"]
    return {name: value for name, value in letter.items() if name != "id"}


def assert_nothing_is_lost(people: list[Somebody]) -> None:
    """In the moment after a kill: whoever has no key any more is in the archive, and nobody counts twice."""
    records = {record.subject_id: record for record in ArchivedRecord.objects.all()}
    for somebody in people:
        record = records.get(somebody.subject_id)
        if world.live_keys([somebody]) < 2:
            assert record is not None
            assert without_ids(json.loads(open_record(record))) == letter_of(somebody)
        if world.live_rows([somebody]):
            assert record is None or not record.visible


def assert_all_is_done(plan: DestructionPlan, people: list[Somebody]) -> None:
    """At the end: gone from every store, and kept exactly once with the bytes that the law requires."""
    ids = {somebody.subject_id for somebody in people}
    assert (world.live_rows(people), world.live_keys(people), world.files_of(ids)) == (0, 0, [])
    kept = world.archived()
    assert {each: without_ids(kept[each]) for each in ids} == {each.subject_id: letter_of(each) for each in people}
    assert ArchivedRecord.objects.filter(subject_id__in=ids).count() == len(people)
    assert DataSubject.objects.filter(pk__in=ids).exclude(destroyed_at=None).count() == len(people)
    assert plan.state == PlanState.CERTIFIED
    certificate = signing.verify(plan.certificate.document)
    assert certificate["destroyed"]["subjects"] == certificate["kept"][0]["records"] == len(people)
    intents = [note.body["subjects"] for note in ledger.notes() if note.kind == "destruction"]
    assert {str(each) for each in ids} <= {each for intent in intents for each in intent[world.LETTERS]}
    assert ledger.older_copies() == []


def test_killed_at_every_declared_point(bystanders: list[Somebody]) -> None:
    exercised = set()
    for point in sorted(failpoints.POINTS):
        people = [world.make_somebody() for _ in range(3)]
        plan = world.approved_plan(people)
        assert run_and_die(plan, killing_at(point)), f"{point} was never reached"
        exercised.add(point)
        assert_nothing_is_lost(people)
        finish(plan)
        assert_all_is_done(plan, people)
    assert exercised == failpoints.POINTS


def test_killed_again_and_again_also_while_it_recovers(bystanders: list[Somebody]) -> None:
    people = [world.make_somebody() for _ in range(3)]
    plan = world.approved_plan(people)
    kills = 0
    while run_and_die(plan, killing_at_hit(5)):  # Four at most come before a commit.
        kills += 1
        assert_nothing_is_lost(people)
        assert kills < 60, "it makes no progress"
    finish(plan)
    assert_all_is_done(plan, people)
    assert kills >= 9


def test_the_oracle_notices_what_it_looks_for(bystanders: list[Somebody]) -> None:
    """Each wrong end that it must tell from the right one: a lost record, a wrong byte, a survivor."""
    people = [world.make_somebody() for _ in range(2)]
    plan = world.approved_plan(people)
    finish(plan)
    assert_all_is_done(plan, people)
    survivor = world.make_somebody()
    with pytest.raises(AssertionError):
        assert_all_is_done(plan, [*people, survivor])
    with pytest.raises(AssertionError):
        assert_all_is_done(plan, [people[0], Somebody(people[1].subject_id, "", "another text", b"")])
    ArchivedRecord.objects.filter(subject_id=people[0].subject_id).update(visible=False)
    with pytest.raises((AssertionError, KeyError)):
        assert_all_is_done(plan, people)
    ArchivedRecord.objects.filter(subject_id=people[0].subject_id).delete()
    with pytest.raises(AssertionError):
        assert_nothing_is_lost(people)
