"""A plan from reason to certificate."""

import pytest

from privacy import signing
from privacy.destruction import execution, grounds, ledger
from privacy.destruction.choices import EntryState, PlanState
from privacy.destruction.models import ArchiveEntry
from privacy.subjects.models import DataSubject
from tests.privacy.destruction import world


@pytest.fixture(autouse=True)
def _letters_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grounds, "kept", world.keep_letters)


def test_it_works(worker: None) -> None:
    leavers, others = [world.make_somebody() for _ in range(3)], [world.make_somebody("이바다")]
    before = world.fingerprint(others)
    plan = world.approved_plan(leavers)
    assert execution.execute(plan)
    assert (world.live_rows(leavers), world.live_keys(leavers)) == (0, 0)
    assert world.files_of(somebody.subject_id for somebody in leavers) == []
    kept = world.archived()
    assert {subject: document["sealed_app.Letter"][0]["text"] for subject, document in kept.items()} == {
        somebody.subject_id: somebody.text for somebody in leavers
    }
    assert world.fingerprint(others) == before
    assert set(DataSubject.objects.exclude(destroyed_at=None).values_list("pk", flat=True)) == {
        somebody.subject_id for somebody in leavers
    }
    certificate = signing.verify(plan.certificate.document)
    assert certificate["destroyed"]["subjects"] == 3
    assert certificate["destroyed"]["rows"] == {"sealed_app.Letter": 3, "sealed_app.Person": 3}
    assert certificate["destroyed"]["files"] == 3
    assert [(kept["law"], kept["records"]) for kept in certificate["kept"]] == [(world.LAW, 3)]
    assert [note.kind for note in ledger.notes()] == ["destruction", "destroyed", "certificate"]
    assert ArchiveEntry.objects.filter(state=EntryState.VISIBLE).count() == 3
    assert plan.state == PlanState.CERTIFIED
