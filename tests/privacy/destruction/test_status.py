"""The leaver's reference code, from leaving to the day on which backups are unreadable."""

from datetime import date

import pytest

from privacy.destruction import execution, grounds, services
from privacy.destruction.certificate import backups_unreadable_from
from privacy.destruction.models import DepartureReference
from privacy.destruction.status import DestructionStatus, issue_reference, status
from tests.privacy.destruction import world

pytestmark = pytest.mark.usefixtures("worker")


def told(code: str) -> DestructionStatus:
    found = status(code=code)
    assert found is not None
    return found


def test_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grounds, "kept", world.keep_letters)
    somebody = world.make_somebody()
    code = issue_reference(subject_id=somebody.subject_id)
    world.leave([somebody])
    received = told(code)
    assert (received.approved_at, received.destroyed_on, received.kept) == (None, None, ())
    plan = services.draft_plan()
    assert plan is not None
    assert told(code).approved_at is None
    plan = services.approve(plan_id=plan.pk, officer_id=world.OFFICER, typed_number=str(plan.number))
    assert (told(code).approved_at, told(code).destroyed_on) == (plan.approved_at, None)
    assert execution.execute(plan)
    done = told(code)
    assert done.destroyed_on == grounds.today()
    assert [(part.law, part.items) for part in done.kept] == [(world.LAW, ("letter",))]
    assert done.backups_unreadable_from == backups_unreadable_from(grounds.today())


def test_the_code_bears_being_copied_by_hand_and_is_not_stored() -> None:
    somebody = world.make_somebody()
    code = issue_reference(subject_id=somebody.subject_id)
    world.leave([somebody])
    assert len(code.replace("-", "")) == 26
    assert status(code=f" {code.lower().replace('0', 'o').replace('1', 'l').replace('-', ' ')} ") is not None
    assert code.replace("-", "").encode() not in bytes(DepartureReference.objects.get().digest)


@pytest.mark.parametrize("code", ["", "0", "Z" * 26, "00000-00000-00000-00000-00000-0", "가" * 26, "A" * 27])
def test_a_code_that_was_never_issued_tells_nothing(code: str) -> None:
    issue_reference(subject_id=world.make_somebody().subject_id)
    assert status(code=code) is None


@pytest.mark.parametrize(
    ("day", "gone"), [(date(2026, 11, 1), date(2026, 12, 2)), (date(2026, 12, 31), date(2027, 1, 2))]
)
def test_backups_are_unreadable_when_the_epoch_of_their_month_is_gone(day: date, gone: date) -> None:
    assert backups_unreadable_from(day) == gone
