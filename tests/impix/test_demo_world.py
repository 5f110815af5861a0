"""The companies and people of the demonstration, made by the services that everybody uses."""

from typing import Any

import pytest

from corporate.choices import CompanyStatus
from corporate.models import Company
from corporate.registration_numbers import validated
from impix import demo, demo_world
from impix.embedded import layout
from members.models import Member, OutgoingMail
from privacy.destruction.choices import PlanState
from privacy.destruction.models import DestructionPlan
from privacy.provision.models import Provision
from recruitment.applications.models import Application
from recruitment.postings.models import Posting


@pytest.mark.usefixtures("committed_db")
def test_it_is_alive_and_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_world, "SEEKERS", 7)
    monkeypatch.setattr(demo_world, "LEAVING", 1)
    monkeypatch.setattr(layout, "PORTAL", layout.TESTS)
    for _ in range(2):
        demo.seed()
        assert (Company.objects.count(), Posting.objects.count()) == (20, 60)
        assert Company.objects.filter(status=CompanyStatus.REVIEW).count() == 2
        assert Application.objects.count() == 14
    assert Posting.objects.public().filter(language="en").count() >= 5
    assert not Company.objects.filter(introduction_en="").exists()
    assert {*Application.objects.values_list("state", flat=True)} == {state.value for state in demo_world.STAGES}
    assert Member.objects.filter(is_active=False).count() == 1
    assert Provision.objects.exists()
    assert DestructionPlan.objects.get().state == PlanState.DRAFT
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("number", range(20))
def test_the_registration_numbers_are_well_formed(number: int) -> None:
    stated: Any = demo_world.registration_number(number)
    assert validated(stated) == stated
