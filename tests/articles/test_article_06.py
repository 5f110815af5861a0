"""Article 6: destroyed with the officer's approval and beyond recovery; what a law keeps lies in another database."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections

from privacy.destruction import grounds, services
from privacy.destruction.choices import PlanState
from privacy.subjects.exceptions import KeyDestroyed
from privacy.subjects.opening import open_own, scope
from tests.privacy.destruction import world
from tests.privacy.destruction.conftest import stores, worker
from tests.sealed_app.models import Person

__all__ = ["stores", "worker"]


def name_on(row: Person) -> str:
    with scope():
        open_own([row], row.subject_id)
        return str(row.name)


def test_article_06_nothing_goes_without_approval_and_nothing_comes_back(
    worker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grounds, "kept", world.keep_letters)
    leaver = world.make_somebody()
    copied = Person.objects.get(subject=leaver.subject_id)
    assert name_on(Person.objects.get(subject=leaver.subject_id)) == leaver.name
    world.leave([leaver])
    plan = services.draft_plan()
    assert plan is not None
    call_command("execute_destruction", stdout=StringIO())
    assert (world.live_rows([leaver]) > 0, world.live_keys([leaver]) > 0) == (True, True), "not approved yet"
    services.approve(plan_id=plan.pk, officer_id=world.OFFICER, typed_number=str(plan.number))
    call_command("execute_destruction", stdout=StringIO())
    plan.refresh_from_db()
    assert plan.state == PlanState.CERTIFIED
    assert (world.live_rows([leaver]), world.live_keys([leaver])) == (0, 0)
    with pytest.raises(KeyDestroyed):
        name_on(copied)  # Whoever kept a copy of the row has nothing.
    kept = world.archived()[leaver.subject_id]
    assert kept["sealed_app.Letter"][0]["text"] == leaver.text
    assert "sealed_app.Person" not in kept, "what the law does not name is not kept"
    names = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
    assert names["archive"] not in {names["default"], names["vault"]}
