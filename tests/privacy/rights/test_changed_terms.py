"""A later version binds a member only with his consent; without it the earlier terms hold (product rule 4)."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from members.models import Member
from privacy.clocks import add_days
from privacy.consent.models import ConsentEvent
from privacy.consent.services import ask, current, is_given
from privacy.policy.models import PolicyActivity, PolicyVersion
from privacy.subjects.models import Processing
from tests.members.joining import join, prove
from tests.members.people import PASSWORD
from tests.people import today
from tests.privacy.policy.test_comparison import copy_of_version_1

pytestmark = pytest.mark.django_db

CHANGED = "/me/privacy/consents/changed/"


@pytest.fixture(autouse=True)
def _open(settings: Settings) -> None:
    """The copy of version 1 lists no known gaps, so that what the apps declare is more than it discloses."""
    settings.EMBEDDED, settings.UNDISCLOSED_ACTIVITIES = True, ["membership"]


@pytest.fixture
def member(client: Client) -> Member:
    """Somebody who consented under version 1, before another purpose came into force."""
    prove(client)
    join(client)
    client.post("/logout/")
    return Member.objects.get(login_id="newcomer")


def come_into_force(day: date, **changes: Any) -> PolicyVersion:
    version = copy_of_version_1()
    PolicyActivity.objects.filter(version=version, code="membership").update(**changes)
    version.effective_at, version.published_at = day, timezone.now()
    version.save()
    return version


def sign_in(client: Client, path: str = "/login/") -> str:
    return str(client.post(path, {"login": "newcomer", "password": PASSWORD})["Location"])


def versions(member: Member) -> list[tuple[str, int]]:
    said = ConsentEvent.objects.filter(subject=member.subject_id).order_by("seq")
    return list(said.values_list("kind", "version"))


def test_who_consents_is_under_the_new_terms(client: Client, member: Member) -> None:
    version = come_into_force(today(), purpose_ko="다른 목적", keep_years=5)
    assert sign_in(client).startswith(CHANGED)
    page = client.get(CHANGED)
    assert "다른 목적" in page.content.decode()
    assert "checked" not in page.content.decode()
    (each,) = page.context["changed"]
    assert len(each.facts) == 2, "another purpose, kept longer"
    assert client.post(CHANGED, {"choice": "accept"}).status_code == 422, "nothing without the tick"
    token = page.context["form"].fields["membership"].question.token
    client.post(CHANGED, {"choice": "accept", "membership": token})
    assert versions(member) == [("given", 1), ("renewed", version.number)]
    client.post("/logout/")
    assert sign_in(client) == "/me/"


@pytest.mark.parametrize("ignores", [True, False])
def test_rule_04_who_refuses_or_ignores_keeps_the_old_terms_and_his_rights(
    client: Client, member: Member, ignores: bool
) -> None:
    until = current(member.subject_id)[0].until
    come_into_force(today(), purpose_ko="다른 목적", keep_years=5)
    sign_in(client)
    if not ignores:
        client.post(CHANGED, {"choice": "keep"})
    assert versions(member) == [("given", 1)]
    assert Processing.objects.get(subject=member.subject_id, activity="membership").until == until
    assert is_given(subject_id=member.subject_id, activity="membership")
    for path in ("/me/", "/me/profile/", "/me/privacy/", "/me/privacy/consents/", "/me/privacy/disclosures/"):
        assert client.get(path).status_code == 200
    client.post("/logout/")
    assert sign_in(client).startswith(CHANGED) is ignores, "who has answered is not asked at every sign-in"


def test_the_words_of_the_earlier_version_cannot_be_consented_to_any_more(client: Client, member: Member) -> None:
    sign_in(client)
    stale = ask(activity="membership", language="ko", subject_id=member.subject_id).token
    come_into_force(today(), purpose_ko="다른 목적")
    assert client.post(CHANGED, {"choice": "accept", "membership": stale}).status_code == 422
    assert versions(member) == [("given", 1)]


def test_what_is_better_asks_nobody(client: Client, member: Member) -> None:
    come_into_force(today(), keep_years=1)
    assert sign_in(client) == "/me/"


def test_an_announced_version_asks_nobody_before_its_day(client: Client, member: Member) -> None:
    come_into_force(add_days(today(), 30), purpose_ko="다른 목적")
    assert sign_in(client) == "/me/"
