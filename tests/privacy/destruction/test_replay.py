"""A restored copy forgets nothing that the ledger knows: destroyed is destroyed, withdrawn is withdrawn."""

import os
import signal
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connections

from corporate.models import CompanyMembership
from privacy.consent import services as consents
from privacy.consent.models import ConsentEvent
from privacy.destruction import announcing, execution, failpoints, grounds, ledger, replay
from privacy.destruction.choices import SkippedBecause
from privacy.destruction.exceptions import LedgerBroken
from privacy.destruction.models import ArchiveEntry, DestructionBatch
from privacy.subjects.exceptions import KeyDestroyed
from privacy.subjects.models import DataSubject, Processing
from privacy.subjects.opening import open_own, scope
from privacy.subjects.services import create_subject, open_activity
from tests.people import make_company, make_member, ticked
from tests.privacy.destruction import copies, world
from tests.privacy.destruction.world import Somebody
from tests.sealed_app.models import Person

pytestmark = pytest.mark.usefixtures("worker")
ACTIVITY = "membership"


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grounds, "kept", world.keep_letters)
    monkeypatch.setattr(DestructionBatch, "MOST_SUBJECTS", 7)
    monkeypatch.setattr(replay, "MOST_SUBJECTS", 5)


def destroy(people: list[Somebody]) -> None:
    plan = world.approved_plan(people)
    assert execution.execute(plan)


def consenting() -> UUID:
    subject_id = create_subject().pk
    consents.answer(subject_id=subject_id, given=ticked(ACTIVITY, subject_id))
    return subject_id


def assert_gone(people: list[Somebody]) -> None:
    """No row, no key, no file; and what the copy held of them does not open."""
    ids = {each.subject_id for each in people}
    assert (world.live_rows(people), world.live_keys(people), world.files_of(ids)) == (0, 0, [])
    assert Processing.objects.filter(subject__in=ids, destroyed_at=None).count() == 0
    assert DataSubject.objects.filter(pk__in=ids, destroyed_at=None).count() == 0


def words() -> list[tuple[Any, ...]]:
    fields = [field.attname for field in ConsentEvent._meta.concrete_fields]
    return list(ConsentEvent.objects.order_by("subject", "activity", "seq").values_list(*fields))


def make_recruiters() -> list[UUID]:
    """Seven people who act for one company, beside its owner."""
    company = make_company(make_member("owner-of-it", "corporate"))
    recruiters = [make_member(f"recruiter-{n}", "corporate").subject_id for n in range(7)]
    for subject_id in recruiters:
        open_activity(subject_id=subject_id, activity="company_membership")
        CompanyMembership.objects.create(company=company, subject_id=subject_id, role="recruiter")
    return recruiters


def acting() -> set[UUID]:
    return set(CompanyMembership.objects.current().values_list("subject", flat=True))


def assert_closed_and_sealed(people: list[Somebody]) -> None:
    """The copy has their rows, the vault has not their keys, and no note may hide how old it is."""
    assert ledger.older_copies() == ["default", "archive"]
    with pytest.raises(LedgerBroken, match="restored"):
        ledger.append("test", {})
    rows = Person.objects.filter(subject__in=[each.subject_id for each in people])
    assert rows.count() == len(people)
    for row in rows:
        with scope():
            open_own([row], row.subject_id)
            with pytest.raises(KeyDestroyed):
                str(row.name)


def test_the_restore_drill() -> None:
    """Backup, destroy 50, withdraw 20 consents, remove 5 recruiters, restore everything but the vault, replay."""
    before = world.make_somebody("먼저 떠난 이")
    destroy([before])
    rejoined = world.make_somebody("먼저 떠난 이")
    people, bystanders = [world.make_somebody() for _ in range(50)], [world.make_somebody() for _ in range(3)]
    untouched = world.fingerprint([rejoined, *bystanders])
    members, recruiters = [consenting() for _ in range(24)], make_recruiters()
    copies.take()
    destroy(people)
    for subject_id in members[:20]:
        consents.withdraw(subject_id=subject_id, activity=ACTIVITY)
    consents.answer(subject_id=members[0], given=ticked(ACTIVITY, members[0]))  # Changed her mind again.
    CompanyMembership.objects.filter(subject__in=recruiters[:5]).end()
    assert announcing.announce() == 26
    said, acted = words(), acting()

    copies.put_back(["default", "archive"])
    assert_closed_and_sealed(people)
    call_command("replay_ledger")
    assert ledger.older_copies() == []
    assert_gone(people)
    assert world.fingerprint([rejoined, *bystanders]) == untouched
    assert words() == said
    until = Processing.objects.filter(subject__in=members, activity=ACTIVITY, until__lt=grounds.today())
    assert set(until.values_list("subject", flat=True)) == set(members[1:20])
    assert (acting(), len(acted)) == (acted, 3)

    after = copies.everything()
    call_command("replay_ledger")
    assert copies.everything() == after


@pytest.mark.parametrize("alias", copies.ALIASES)
def test_one_database_that_was_restored_alone(alias: str) -> None:
    people, bystander = [world.make_somebody() for _ in range(3)], world.make_somebody()
    untouched = world.fingerprint([bystander])
    copies.take([alias])
    destroy(people)
    kept = world.archived()
    copies.put_back([alias])
    assert ledger.older_copies() == [alias]
    outcome = replay.replay()
    assert ledger.older_copies() == []
    assert_gone(people)
    assert world.fingerprint([bystander]) == untouched
    listed = set(ArchiveEntry.objects.kept().values_list("subject", flat=True))
    if alias == "archive":
        assert outcome.missing == 3  # Nobody can bring them back; the command says so.
    else:
        assert world.archived() == kept
        assert listed == set(kept)


def test_a_copy_from_the_middle_of_a_plan_goes_on_to_its_certificate() -> None:
    people = [world.make_somebody() for _ in range(3)]
    plan = world.approved_plan(people)

    class Stopped(BaseException):
        pass

    def trap(name: str) -> None:
        if name == "after:copy:commit":
            raise Stopped

    token = failpoints.trap.set(trap)
    with pytest.raises(Stopped):
        execution.execute(plan)
    failpoints.trap.reset(token)
    copies.take(["default"])
    assert execution.execute(plan)
    kept = world.archived()
    copies.put_back(["default"])
    replay.replay()
    assert_gone(people)
    plan.refresh_from_db()
    assert execution.execute(plan)
    assert_gone(people)
    assert world.archived() == kept
    assert set(ArchiveEntry.objects.kept().values_list("subject", flat=True)) == set(kept)


def test_who_was_spared_at_the_last_exit_is_not_destroyed_by_a_replay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Announced in the ledger, then let go, because she renewed: the intent alone destroys nobody."""
    people = [world.make_somebody() for _ in range(3)]
    spared = people[0]
    plan = world.approved_plan(people)
    copies.take(["default"])
    real = grounds.fallen
    asked: list[int] = []

    def renewed(items: Any) -> Any:
        asked.append(1)
        found = real(items)
        if len(asked) > 1:  # At the fence nothing had changed yet.
            found |= {item.pk: SkippedBecause.REASON_GONE for item in items if item.subject_id == spared.subject_id}
        return found

    monkeypatch.setattr(grounds, "fallen", renewed)
    assert execution.execute(plan)
    assert world.live_keys([spared]) == 2
    copies.put_back(["default"])
    replay.replay()
    assert_gone(people[1:])
    assert (world.live_rows([spared]), world.live_keys([spared])) == (2, 2)


def run_and_die(trap: Callable[[str], None]) -> bool:
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            failpoints.trap.set(trap)
            replay.replay()
            os._exit(0)
        finally:
            os._exit(1)
    _pid, ended = os.waitpid(child, 0)
    return os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGKILL


def test_killed_at_every_declared_point_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    exercised = set()
    bystander = world.make_somebody()
    untouched = world.fingerprint([bystander])
    for point in sorted(failpoints.RECOVERY):
        people = [world.make_somebody() for _ in range(6)]
        copies.take()
        destroy(people)
        copies.put_back()

        def trap(name: str, point: str = point) -> None:
            if name == point:
                os.kill(os.getpid(), signal.SIGKILL)

        assert run_and_die(trap), f"{point} was never reached"
        exercised.add(point)
        assert ledger.older_copies() == ["default", "vault", "archive"], "it stays closed"
        replay.replay()
        assert_gone(people)
        assert ledger.older_copies() == []
    assert exercised == failpoints.RECOVERY
    assert world.fingerprint([bystander]) == untouched
