"""Forgotten and changed passwords, and the change of the e-mail address."""

import re
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.test import Client

from members.choices import MemberKind
from members.models import Member
from members.passwords import ContextWordsValidator, LengthValidator
from tests.members.letters import code_in, letters
from tests.members.people import PASSWORD, make_member

pytestmark = pytest.mark.django_db

NEW = "another long sentence to sign in"


def sign_in(client: Client, password: str = PASSWORD) -> int:
    return int(client.post("/login/", {"login": "seeker1", "password": password}).status_code)


def reset_link(client: Client) -> str:
    client.post("/password/reset/", {"email": "seeker1@example.org"})
    found = re.search(r"http://localhost:8000(/\S+)", letters("seeker1@example.org")[-1]["text"])
    assert found
    return found.group(1)


def test_a_forgotten_password_is_replaced_by_a_link(client: Client) -> None:
    make_member("seeker1")
    elsewhere = Client()
    sign_in(elsewhere)
    link = reset_link(client)
    page = client.get(link)["Location"]
    assert "set-password" in page, "the token leaves the address"
    assert client.post(page, {"password1": NEW, "password2": NEW}).status_code == 302
    assert sign_in(Client()) == 422
    assert client.get("/me/").status_code == 302, "the link signs nobody in"
    assert sign_in(Client(), NEW) == 302
    assert elsewhere.get("/me/").status_code == 302, "every other session ends"
    assert Client().get(link).status_code == 200
    assert "/password/reset/" in Client().get(link).content.decode(), "the link works once"
    assert letters()[-1]["kind"] == "account/email/password_reset"


def test_the_link_is_too_old_after_half_an_hour(client: Client, time_machine: Any) -> None:
    make_member("seeker1")
    link = reset_link(client)
    time_machine.move_to(time.time() + 30 * 60 + 2)
    assert client.get(link).status_code == 200


def test_the_link_is_on_our_own_address_whatever_host_was_asked(client: Client) -> None:
    make_member("seeker1")
    client.post("/password/reset/", {"email": "seeker1@example.org"}, headers={"host": "127.0.0.1"})
    assert "http://localhost:8000/password/reset/key/" in letters()[0]["text"]


def test_known_and_unknown_addresses_get_the_same_answer_and_one_letter_each() -> None:
    make_member("seeker1")
    answers = []
    for email in ("seeker1@example.org", "nobody@example.org"):
        response = Client().post("/password/reset/", {"email": email})
        answers.append((response.status_code, sorted(response.items()), response.content, sorted(response.cookies)))
    assert answers[0] == answers[1]
    assert [letter["to"] for letter in letters()] == ["seeker1@example.org", "nobody@example.org"]


def test_a_changed_password_signs_out_everywhere_else(client: Client) -> None:
    make_member("seeker1")
    other = Client()
    sign_in(client)
    sign_in(other)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/password/change/", form)["Location"] == "/me/"
    assert client.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302
    assert letters()[-1]["kind"] == "account/email/password_changed"


def test_other_sessions_are_ended_by_hand(client: Client) -> None:
    make_member("seeker1")
    other = Client()
    sign_in(client)
    sign_in(other)
    client.post("/sessions/")
    assert client.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302


def test_a_new_address_needs_the_password_and_a_code(client: Client) -> None:
    member = make_member("seeker1")
    sign_in(client)
    response = client.post("/email/", {"action_add": "1", "email": "new@example.org"})
    assert response["Location"].startswith("/reauthenticate/")
    client.post(response["Location"], {"password": PASSWORD})
    assert EmailAddress.objects.get_primary(member).email == "seeker1@example.org"
    response = client.post("/email/code/", {"code": code_in(letters("new@example.org")[0])})
    assert response.status_code == 302
    assert [address.email for address in EmailAddress.objects.filter(user=member)] == ["new@example.org"]
    assert letters()[-1]["kind"] == "account/email/email_changed"
    assert letters()[-1]["to"] == "seeker1@example.org", "the old address is told"


@pytest.mark.parametrize(
    ("password", "is_staff", "good"),
    [
        ("a" * 9, False, False), ("correcthor", False, True), ("correct horse", True, False),
        ("correct horse b", True, True), ("x" * 1000, False, True), ("x" * 1001, False, False),
    ],
)  # fmt: skip
def test_lengths(password: str, is_staff: bool, good: bool) -> None:
    member = Member(login_id="someone", kind=MemberKind.STAFF, is_staff=is_staff)
    if good:
        LengthValidator().validate(password, member)
    else:
        with pytest.raises(ValidationError):
            LengthValidator().validate(password, member)


@pytest.mark.parametrize(
    ("password", "good"),
    [("impiximpix", False), ("IMPIX-12345", False), ("someone-1234", False), ("impix is a fine portal", True)],
)
def test_words_that_anybody_would_try(password: str, good: bool) -> None:
    member = Member(login_id="someone")
    if good:
        ContextWordsValidator().validate(password, member)
    else:
        with pytest.raises(ValidationError):
            ContextWordsValidator().validate(password, member)


def test_a_long_password_is_not_cut_off(client: Client) -> None:
    member = make_member("seeker1")
    member.set_password("x" * 128)
    member.save()
    assert sign_in(client, "x" * 127) == 422
    assert sign_in(client, "x" * 128) == 302
