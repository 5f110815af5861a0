"""How long a session lives, by kind of member."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from members.choices import MemberKind
from members.sessions import forget_ended_sessions
from tests.members.people import PASSWORD, make_member

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
LIMITS = [
    (MemberKind.INDIVIDUAL, 60, 24),
    (MemberKind.CORPORATE, 30, 12),
    (MemberKind.AGENCY, 10, 8),
    (MemberKind.CONSIGNEE, 10, 8),
    (MemberKind.STAFF, 10, 8),
]


def signed_in(kind: MemberKind, client: Client) -> None:
    make_member("member1", kind)
    client.post("/login/", {"login": "member1", "password": PASSWORD})
    assert client.get("/me/").status_code == 200


@pytest.mark.parametrize(("kind", "minutes", "hours"), LIMITS)
def test_an_idle_session_ends(kind: MemberKind, minutes: int, hours: int, client: Client, time_machine: Any) -> None:
    signed_in(kind, client)
    start = datetime.now(UTC)
    time_machine.move_to(start + minutes * MINUTE - MINUTE)
    assert client.get("/me/").status_code == 200
    time_machine.move_to(start + 2 * minutes * MINUTE)
    assert client.get("/me/").status_code == 302
    assert not UserSession.objects.exists()


@pytest.mark.parametrize(("kind", "minutes", "hours"), LIMITS)
def test_a_busy_session_ends_too(kind: MemberKind, minutes: int, hours: int, client: Client, time_machine: Any) -> None:
    signed_in(kind, client)
    start = datetime.now(UTC)
    step = minutes - 2
    for passed in range(step, hours * 60 - 1, step):
        time_machine.move_to(start + passed * MINUTE)
        assert client.get("/me/").status_code == 200, passed
    time_machine.move_to(start + timedelta(hours=hours) + MINUTE)
    assert client.get("/me/").status_code == 302


def test_what_a_session_holds_cannot_be_read_in_the_database(client: Client) -> None:
    client.post("/join/email/", {"email": "canary@example.org"})
    stored = Session.objects.get().session_data
    assert "canary" not in stored
    assert client.get("/join/code/").context["email"] == "canary@example.org"


def test_an_unreadable_session_counts_as_none(client: Client) -> None:
    signed_in(MemberKind.INDIVIDUAL, client)
    Session.objects.update(session_data="a1:1:AAAA")
    assert client.get("/me/").status_code == 302


def test_a_new_id_at_sign_in_and_at_reauthentication(client: Client) -> None:
    client.get("/join/email/")
    signed_in(MemberKind.INDIVIDUAL, client)
    first = client.cookies["sessionid"].value
    client.post("/reauthenticate/", {"password": PASSWORD})
    second = client.cookies["sessionid"].value
    assert first != second
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [second]
    assert not Session.objects.filter(session_key=first).exists()
    assert client.get("/sessions/").status_code == 200


def test_sessions_that_are_over_are_forgotten_at_night(client: Client, time_machine: Any) -> None:
    signed_in(MemberKind.INDIVIDUAL, client)
    assert forget_ended_sessions() == 0
    assert UserSession.objects.count() == 1
    time_machine.move_to(datetime.now(UTC) + timedelta(hours=25))
    assert forget_ended_sessions() == 1
    assert not UserSession.objects.exists()
