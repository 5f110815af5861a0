"""A year of the portal, day by day where something happens: from every reason to its certificate in five days.

Rule 23; policy arts. 1 and 6. People join for three years, withdraw, leave and let their consents end; the clock's own
tasks run as the worker; the officer decides within two days, or is away until the alarms ring.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from allauth.account.models import EmailAddress
from pytest_django import Settings

from impix.demo import PROFILES
from impix.officer import ensure_officer_group
from members.choices import MemberKind
from members.models import Member, MemberProfile
from members.services import Joining, register_member
from members.terms import terms_for
from privacy.clocks import SEOUL, seoul_date
from privacy.consent import services as consents
from privacy.consent.questions import Answer
from privacy.destruction import alarms, services, tasks
from privacy.destruction.choices import ItemState, PlanState
from privacy.destruction.models import DestructionPlan, DestructionReason, PlanItem
from privacy.rights.services import close_account
from privacy.rights.tasks import expire_consents, tell_of_ending_consents
from tests.databases import signed_in_as
from tests.desk import make_officer
from tests.members.letters import letters
from tests.members.people import PASSWORD

BEGIN = date(2026, 12, 1)
AFTER = 8
JOINED = ((2023, 12), (2024, 2), (2024, 5), (2024, 9))
Happening = Callable[[], object]


@pytest.fixture(autouse=True)
def _stores(committed_db: None, settings: Settings, tmp_path: Path) -> None:
    settings.DESTRUCTION_COOLING_HOURS = 24


def at(day: date, hour: int, minute: int = 0) -> time_machine.travel:
    return time_machine.travel(datetime.combine(day, time(hour, minute), SEOUL), tick=False)


def in_days(days: int) -> date:
    return BEGIN + timedelta(days=days)


def joined(login_id: str, day: date) -> Member:
    """Somebody who joined on that day and consented to be a member."""
    terms = terms_for(MemberKind.INDIVIDUAL)
    with at(day, 15):
        consent = Answer(consents.ask(activity="membership", language="ko"), ticked=True)
        joining = Joining(PROFILES["seeker"], consent, terms)
        return register_member(
            login_id=login_id, password=PASSWORD, kind=MemberKind.INDIVIDUAL, language="ko",
            email=f"{login_id}@example.org", member_id=uuid4(), joining=joining,
        )  # fmt: skip


def the_day(day: date, *, is_officer_there: bool) -> None:
    """What the clock starts on a day, and what the officer does at noon: whatever was drafted yesterday or before."""
    with signed_in_as("worker"):
        with at(day, 0, 10):
            expire_consents()
        with at(day, 2, 10):
            tasks.propose_destruction()
            tasks.execute_destruction()
        with at(day, 9):
            tell_of_ending_consents()
            tasks.raise_alarms()
    with at(day, 12):
        for plan in DestructionPlan.objects.filter(state=PlanState.DRAFT) if is_officer_there else []:
            if seoul_date(plan.drafted_at) < day:
                services.approve(plan_id=plan.pk, officer_id=uuid4(), typed_number=str(plan.number))
    with signed_in_as("worker"), at(day, 12, 1):
        tasks.execute_destruction()


def days(happenings: dict[date, Happening], ends: set[date]) -> Iterator[date]:
    """Each day on which something happens or a consent has ended, with the days after it, and the first of a month."""
    wanted = {day + timedelta(days=n) for day in {*happenings, *ends} for n in range(AFTER + 1)}
    return (day for day in map(in_days, range(366)) if day in wanted or day.day == 1)


def test_every_reason_of_a_year_is_certified_within_five_days() -> None:
    officer = make_officer("officer1", is_superuser=False)
    with signed_in_as("owner"):
        officer.groups.add(ensure_officer_group())
    EmailAddress.objects.create(user=officer, email="officer1@example.org", verified=True, primary=True)
    ending = [joined(f"ending{year}{month}", date(year, month, 28)) for year, month in JOINED]
    leaving = [joined(f"leaving{number}", date(2026, 11, 2 + number)) for number in range(4)]
    staying = joined("staying", date(2026, 11, 20))
    happenings: dict[date, Happening] = {
        in_days(number): lambda somebody=somebody: close_account(subject_id=somebody.subject_id)  # type: ignore[misc]
        for number, somebody in zip((10, 11, 100, 250), leaving, strict=True)
    }
    ends = {date(year + 3, month, 28) for year, month in JOINED}
    away = {in_days(number) for number in range(250, 257)}
    for day in days(happenings, ends):
        if day in happenings:
            with at(day, 11):
                happenings[day]()
        the_day(day, is_officer_there=day not in away)
    reasons = DestructionReason.objects.filter(withdrawn_at=None)
    assert {reason.subject_id for reason in reasons} == {each.subject_id for each in [*ending, *leaving]}
    late = {reason.subject_id for reason in reasons if _took(reason) > 5}
    assert late == {leaving[3].subject_id}, "only what the officer was away for"
    assert {reason.kind for reason in reasons} == {"expired", "withdrawal"}
    assert MemberProfile.objects.filter(subject=staying.subject_id).exists()
    assert MemberProfile.objects.count() == 1
    rung = [letter for letter in letters("officer1@example.org") if letter["kind"] == alarms.NOTICE]
    assert len(rung) == 2
    plan = PlanItem.objects.filter(subject=leaving[3].subject_id).latest("pk").plan
    assert list(plan.alarms.values_list("day", flat=True)) == [3, 5]
    assert not DestructionPlan.objects.exclude(state=PlanState.CERTIFIED).exists()


def _took(reason: DestructionReason) -> int:
    """Days from the day on which the reason arose to the certificate."""
    plan = PlanItem.objects.get(reason=reason, state=ItemState.DESTROYED).plan
    assert plan.certified_at is not None
    return (seoul_date(plan.certified_at) - reason.anchor).days
