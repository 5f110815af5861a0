"""Signing in by login ID, signing out, and what guessing leads to."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from members.models import Member
from members.services import lock_member
from tests.members.people import PASSWORD, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Member:
    return make_member("seeker1")


def sign_in(client: Client, login: str = "seeker1", password: str = PASSWORD, **extra: Any) -> Any:
    return client.post("/login/", {"login": login, "password": password}, **extra)


def test_it_works(client: Client, member: Member) -> None:
    response = sign_in(client, "SEEKER1")
    assert (response.status_code, response["Location"]) == (302, "/me/")
    assert client.get("/me/").status_code == 200
    assert client.post("/logout/").status_code == 302
    assert client.get("/me/")["Location"] == "/login/?next=/me/"


def test_it_leads_to_the_page_in_the_members_language(client: Client) -> None:
    make_member("reader", language="en")
    assert sign_in(client, "reader")["Location"] == "/en/me/"


def test_it_does_not_lead_away(client: Client, member: Member) -> None:
    response = client.post("/login/?next=https://evil.example/", {"login": "seeker1", "password": PASSWORD})
    assert response["Location"] == "/me/"


def test_unknown_and_wrong_get_the_same_answer(client: Client, member: Member) -> None:
    answers = [sign_in(client, login, "wrong password") for login in ("seeker1", "nobody")]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].context["form"].non_field_errors() == answers[1].context["form"].non_field_errors()


def test_signing_out_needs_a_post(client: Client, member: Member) -> None:
    sign_in(client)
    client.get("/logout/")
    assert client.get("/me/").status_code == 200


def test_five_wrong_passwords_lock_the_id_for_five_minutes(client: Client, member: Member, time_machine: Any) -> None:
    for number in range(5):
        sign_in(
            client, password="wrong", headers={"x-forwarded-for": f"10.0.0.{number}"}, REMOTE_ADDR=f"10.9.0.{number}"
        )
    assert sign_in(client).status_code == 422, "the right password is refused too"
    assert sign_in(client, "SEEKER1").status_code == 422, "in any spelling"
    time_machine.move_to(datetime.now(UTC) + timedelta(minutes=5, seconds=1))
    assert sign_in(client).status_code == 302


def test_a_lock_does_not_touch_who_is_signed_in(client: Client, member: Member) -> None:
    sign_in(client)
    for _ in range(6):
        sign_in(Client(), password="wrong")
    assert client.get("/me/").status_code == 200


def test_a_forged_forwarding_header_does_not_reset_the_limit_of_an_address(member: Member) -> None:
    make_member("seeker2")
    answers = [
        sign_in(Client(), f"nobody{number}", "wrong", headers={"x-forwarded-for": f"10.0.0.{number}"})
        for number in range(11)
    ]
    assert [answer.status_code for answer in answers] == [422] * 11
    assert sign_in(Client(), "seeker2", headers={"x-forwarded-for": "10.1.1.1"}).status_code == 422


def test_a_locked_account_is_signed_out_at_once_and_for_good(client: Client, member: Member) -> None:
    sign_in(client)
    lock_member(member=member)
    assert client.get("/me/").status_code == 302
    assert sign_in(Client())["Location"] == "/login/locked/"
    Member.objects.update(is_active=True)
    assert client.get("/me/").status_code == 302, "unlocking does not revive the old session"


def test_passwords_are_hashed_with_argon2id(member: Member) -> None:
    assert member.password.startswith("argon2$argon2id$v=19$m=47104,t=2,p=1$")


def test_a_page_of_a_member_is_stored_nowhere(client: Client, member: Member) -> None:
    sign_in(client)
    assert client.get("/me/")["Cache-Control"] == "no-store, private"


def test_no_cookie_outlives_the_browser(client: Client, member: Member) -> None:
    cookie = sign_in(client).cookies["sessionid"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")


@pytest.mark.django_db(transaction=True)
def test_of_forty_tries_at_once_five_are_heard(redis_server: object) -> None:
    """The limit counts under a lock, so a burst is no way around it."""
    make_member("victim")
    clients = [Client(REMOTE_ADDR=f"10.2.0.{number}") for number in range(40)]
    clients[0].get("/en/login/")
    for client in clients:
        client.handler = clients[0].handler

    def is_heard(client: Client) -> bool:
        try:
            page = client.post("/en/login/", {"login": "victim", "password": "wrong"}).content.decode()
            # Not response.context: the test client mixes up what its threads render.
            return "The login ID or the password is not right." in page
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(is_heard, clients)) == 5
    assert sign_in(Client(), "victim").status_code == 422, "the right password comes too late"
