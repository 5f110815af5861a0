"""Preservation rules act only after somebody stated why their law applies (rule 22)."""

import uuid

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from pytest_django import Settings

from privacy.policy import services
from privacy.policy.models import PreservationActivation, PreservationRule

pytestmark = pytest.mark.django_db
OFFICER = uuid.UUID(int=1)


def active() -> set[str]:
    return {rule.code for rule in services.active_preservation_rules()}


def test_embedded_mode_activates_both_and_says_that_it_is_a_demonstration() -> None:
    assert active() == {"complaints", "login_records"}
    assert set(PreservationActivation.objects.values_list("demonstration", "confirmed_by")) == {(True, None)}


def test_production_activates_none(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[bool] = []
    monkeypatch.setattr(
        "privacy.policy.management.commands.load_policy.activate_for_demonstration", lambda: called.append(True)
    )
    settings.EMBEDDED = False
    call_command("load_policy", verbosity=0)
    assert called == []
    settings.EMBEDDED = True
    call_command("load_policy", verbosity=0)
    assert called == [True]


def test_the_officer_switches_a_rule_off_and_it_stays_off() -> None:
    services.set_preservation_rule(
        rule="login_records", active=False, applies_because="Not a telecom business", officer=OFFICER
    )
    assert active() == {"complaints"}
    services.activate_for_demonstration()
    assert active() == {"complaints"}
    services.set_preservation_rule(rule="login_records", active=True, applies_because="Registered", officer=OFFICER)
    assert active() == {"complaints", "login_records"}


def test_an_activation_without_officer_or_demonstration_is_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PreservationActivation.objects.create(rule="complaints", active=True, applies_because="because")


def test_the_periods_are_those_of_the_law() -> None:
    periods = {rule.code: (rule.keep_years, rule.keep_months) for rule in PreservationRule.objects.filter(version=1)}
    assert periods == {"complaints": (3, None), "login_records": (None, 3)}
