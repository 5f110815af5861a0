"""What goes wrong for one subject, in one store or in one worker stays there."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from privacy.destruction import execution, grounds, outside, services, turn
from privacy.destruction.choices import BatchState, ItemState, PlanState
from privacy.destruction.exceptions import LeaseLost, LedgerBroken
from privacy.destruction.extent import Subjects
from privacy.destruction.models import BatchStep, DestructionBatch, DestructionPlan, DestructionReason
from privacy.destruction.steps import copy, fence, intent, keys, rehash, rows
from privacy.subjects.exceptions import NotProcessing
from privacy.subjects.models import Processing
from privacy.vault.models import LedgerMark
from tests.databases import signed_in_as
from tests.privacy.destruction import world
from tests.sealed_app.models import Letter, Person

pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture(autouse=True)
def _letters_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grounds, "kept", world.keep_letters)


def begun(plan: DestructionPlan) -> turn.Turn:
    """The plan's first batch, claimed and in the state CUT."""
    execution._begin(plan)
    claimed = turn.claim(plan)
    assert claimed is not None
    return claimed


def retry_now() -> None:
    DestructionBatch.objects.update(retry_at=None)


def test_one_bad_subject_is_set_aside_and_the_others_go() -> None:
    """Letters point to a person whose membership alone is destroyed: the foreign key refuses, before the keys go."""
    good, bad = [world.make_somebody() for _ in range(4)], world.make_somebody()
    Letter.objects.filter(subject_id__in=[each.subject_id for each in good]).delete()
    plan = world.approved_plan([*good, bad], [world.MEMBERSHIP])
    assert not execution.execute(plan)
    assert (world.live_rows(good), world.live_rows([bad])) == (0, 2)
    left = plan.batches.unfinished().get()
    assert list(left.items.values_list("subject_id", flat=True)) == [bad.subject_id]
    assert (left.state, left.error) == (BatchState.COPIED, "IntegrityError")
    assert world.live_keys([bad]) == 2
    assert left.retry_at is not None
    assert left.retry_at > timezone.now()
    assert plan.state == PlanState.EXECUTING
    Letter.objects.all().delete()
    retry_now()
    assert execution.execute(plan)


def test_a_store_that_is_away_destroys_nothing_and_splits_nothing(settings: Settings, stores: Path) -> None:
    people = [world.make_somebody() for _ in range(2)]
    plan = world.approved_plan(people)
    settings.LEDGER_DIR = stores / "ledger" / "gone"
    (stores / "ledger").mkdir(exist_ok=True)
    settings.LEDGER_DIR.write_text("a file where the folder should be")
    assert not execution.execute(plan)
    batch = plan.batches.get()
    assert (batch.state, batch.error, batch.attempts) == (BatchState.FENCED, "FileExistsError", 1)
    assert (world.live_rows(people), world.live_keys(people)) == (4, 4)
    settings.LEDGER_DIR = stores / "ledger"
    retry_now()
    assert execution.execute(plan)


def test_a_restored_database_stops_everything() -> None:
    assert execution.execute(world.approved_plan([world.make_somebody()]))
    plan = world.approved_plan([somebody := world.make_somebody()])
    with signed_in_as("owner"):
        LedgerMark.objects.all().delete()
    with pytest.raises(LedgerBroken, match="vault"):
        execution.execute_due()
    assert (plan.batches.count(), world.live_keys([somebody])) == (0, 2)


def test_from_the_fence_on_nothing_is_written_and_no_key_is_made() -> None:
    somebody = world.make_somebody()
    turn_at = begun(world.approved_plan([somebody]))
    fence.run(turn_at)
    person = Person.objects.get(subject_id=somebody.subject_id)
    for write in (person.save, lambda: Letter.objects.create(subject_id=somebody.subject_id, person=person, text="x")):
        with pytest.raises(NotProcessing):
            write()


@pytest.mark.parametrize("step", [fence, rehash])
def test_whose_reason_has_gone_is_let_go_at_the_fence_and_at_the_last_exit(step: object) -> None:
    somebody = world.make_somebody()
    turn_at = begun(world.approved_plan([somebody]))
    before = [] if step is fence else [fence, intent, copy]
    for each in before:
        each.run(turn_at)
    DestructionReason.objects.update(withdrawn_at=timezone.now())
    step.run(turn_at)  # type: ignore[attr-defined]
    assert turn_at.batch.subjects() == {}
    assert Processing.objects.filter(fenced_by=None).count() == 2
    Person.objects.get(subject_id=somebody.subject_id).save()


def test_a_row_that_changes_after_the_copy_sends_the_batch_back() -> None:
    """The fence is taken away, as forgetful code or a superuser might: the second guard is the hash."""
    somebody = world.make_somebody()
    plan = world.approved_plan([somebody])
    turn_at = begun(plan)
    for step in (fence.run, intent.run, copy.run):
        step(turn_at)
    Processing.objects.update(fenced_by=None)
    letter = Letter.objects.get(subject_id=somebody.subject_id)
    letter.text = "the last word"
    letter.save()
    rehash.run(turn_at)
    assert (turn_at.batch.state, turn_at.counts["changed"]) == (BatchState.ANNOUNCED, 1)
    assert execution.execute(plan)
    (document,) = world.archived().values()
    assert document["sealed_app.Letter"][0]["text"] == "the last word"


def test_whoever_was_taken_over_can_do_nothing_more() -> None:
    somebody = world.make_somebody()
    plan = world.approved_plan([somebody])
    asleep = begun(plan)
    for step in (fence.run, intent.run, copy.run, rehash.run):
        step(asleep)
    awake = turn.claim(plan)
    assert awake is not None
    with pytest.raises(LeaseLost):
        keys.run(asleep)
    assert world.live_keys([somebody]) == 2
    keys.run(awake)
    assert world.live_keys([somebody]) == 0
    assert set(BatchStep.objects.values_list("step", "token")) >= {("rehash", 1), ("keys", 2)}


def test_two_workers_share_a_plan_without_doing_anything_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DestructionBatch, "MOST_SUBJECTS", 1)
    monkeypatch.setattr(turn, "LEASE", turn.LONGEST_WAIT)
    plan = world.approved_plan([world.make_somebody() for _ in range(3)])
    first = begun(plan)
    second = turn.claim(plan)
    assert second is not None
    assert first.batch.pk != second.batch.pk
    assert not execution.execute(plan)  # The third one; the other two are held.
    for held in (first, second):
        execution._run(held, lambda turn: None)
    assert execution.execute(plan)
    steps = BatchStep.objects.exclude(step="split").values_list("batch", "step")
    assert len(steps) == len(set(steps)) == 3 * 9


def test_a_late_row_is_found_by_the_scan_and_destroyed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An upload that was under way when its folder was emptied."""
    somebody = world.make_somebody()
    plan = world.approved_plan([somebody])
    late = iter([True])
    delete = outside.delete_files

    def delete_but_one(subjects: Subjects) -> int:
        count = delete(subjects)
        if next(late, False):
            folder = Path(django_settings.FILES_DIR) / world.LETTERS / str(somebody.subject_id)
            folder.mkdir(parents=True)
            (folder / "late").write_bytes(b"x")
        return count

    monkeypatch.setattr(outside, "delete_files", delete_but_one)
    assert execution.execute(plan)
    assert world.files_of([somebody.subject_id]) == []
    assert [step.step for step in BatchStep.objects.order_by("pk")][-5:] == ["scan", "rows", "visible", "edges", "scan"]


def test_what_cannot_be_deleted_is_tried_again_later_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    somebody = world.make_somebody()
    plan = world.approved_plan([somebody])
    with monkeypatch.context() as patch:
        patch.setattr("shutil.rmtree", lambda folder: None)
        assert not execution.execute(plan)
    batch = plan.batches.get()
    assert (batch.state, batch.error, batch.returns) == (BatchState.KEYLESS, "Returned", turn.MOST_RETURNS + 1)
    assert plan.state == PlanState.EXECUTING
    retry_now()
    assert execution.execute(plan)
    assert world.files_of([somebody.subject_id]) == []


def test_the_rows_and_the_state_are_one_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    somebody = world.make_somebody()
    turn_at = begun(world.approved_plan([somebody]))
    for step in (fence.run, intent.run, copy.run, rehash.run, keys.run):
        step(turn_at)

    def broken(name: str) -> None:
        raise OSError("the power goes")

    monkeypatch.setattr(rows, "failpoint", broken)
    with pytest.raises(OSError, match="power"):
        rows.run(turn_at)
    assert world.live_rows([somebody]) == 2
    assert DestructionBatch.objects.get().state == BatchState.KEYLESS


def test_the_web_process_cannot_destroy() -> None:
    somebody = world.make_somebody()
    plan = world.approved_plan([somebody])
    with signed_in_as("web"), pytest.raises(Exception, match="permission denied"):
        execution.execute(plan)
    connection.rollback()
    assert world.live_keys([somebody]) == 2


def test_one_activity_goes_and_the_person_stays() -> None:
    somebody = world.make_somebody()
    plan = world.approved_plan([somebody], [world.LETTERS])
    assert execution.execute(plan)
    assert (world.live_rows([somebody]), world.live_keys([somebody])) == (1, 1)
    assert Processing.objects.get(activity=world.MEMBERSHIP).is_open
    assert Processing.objects.get(activity=world.MEMBERSHIP).subject.destroyed_at is None
    assert plan.items.get().state == ItemState.DESTROYED


def test_somebody_of_whom_there_is_nothing_to_keep_gets_no_record() -> None:
    somebody = world.make_somebody()
    Letter.objects.all().delete()
    plan = world.approved_plan([somebody])
    assert execution.execute(plan)
    assert world.archived() == {}
    assert services.draft_plan() is None
