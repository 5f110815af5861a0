"""Joining: the address is proven first, then the account is made, whole or not at all."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from members.models import Member
from privacy.subjects.models import DataSubject, Processing
from tests.members.joining import ACCOUNT, CORPORATE, INDIVIDUAL, ITEMS, join, prove
from tests.members.letters import code_in, letters
from tests.members.people import make_member

pytestmark = pytest.mark.django_db


def test_it_works(client: Client) -> None:
    assert client.get("/join/").status_code == 200
    assert client.get("/join/individual/")["Location"] == "/join/email/?kind=individual"
    response = client.post("/join/email/?kind=individual", {"email": "New@Example.org"})
    assert (response.status_code, response["Location"]) == (302, "/join/code/")
    code = code_in(letters("new@example.org")[0])
    response = client.post("/join/code/", {"code": code.lower()})
    assert (response.status_code, response["Location"]) == (302, "/join/individual/")
    response = join(client)
    assert (response.status_code, response["Location"]) == (302, "/me/")
    member = Member.objects.get(login_id="newcomer")
    address = EmailAddress.objects.get(user=member)
    assert (address.email, address.verified, address.primary) == ("new@example.org", True, True)
    assert Processing.objects.get(subject=member.subject).activity == "membership"
    assert client.get("/me/").status_code == 200


def test_a_company_member_joins_by_the_other_form(client: Client) -> None:
    prove(client)
    join(client, CORPORATE)
    assert Member.objects.get().kind == "corporate"


def test_english_pages_send_english_letters(client: Client) -> None:
    prove(client, prefix="/en")
    assert letters()[0]["language"] == "en"
    assert letters()[0]["subject"] == "[IMPIX] Your code for joining"
    response = join(client, "/en/join/individual/", language="en")
    assert response["Location"] == "/en/me/"


def test_nothing_is_stored_before_the_address_is_proven(client: Client) -> None:
    client.post("/join/email/", {"email": "new@example.org"})
    response = client.post(INDIVIDUAL, {**ACCOUNT, **ITEMS})
    assert response["Location"] == "/join/email/?kind=individual"
    assert not Member.objects.exists()
    assert not DataSubject.objects.exists()
    assert not EmailAddress.objects.exists()


def masked(response: Any) -> tuple[int, list[tuple[str, str]], str, list[str]]:
    """What a stranger can compare, without what differs in every answer anyway."""
    headers = [(name, value) for name, value in response.items() if name != "Content-Security-Policy"]
    return response.status_code, headers, response.content.decode(), sorted(response.cookies)


def test_known_and_unknown_addresses_get_the_same_answers() -> None:
    make_member("seeker1", email="known@example.org")
    answers = []
    for email in ("known@example.org", "fresh@example.org"):
        client = Client()
        answer: list[Any] = [masked(client.post("/join/email/?kind=individual", {"email": email}))]
        page = client.get("/join/code/")
        answer.append((page.status_code, len(page.content), sorted(page.cookies)))
        answer.extend(client.post("/join/code/", {"code": "AAAA-AAAA"}).status_code for _ in range(4))
        answers.append(answer)
    assert answers[0] == answers[1]
    assert [letter["kind"].rsplit("/")[-1] for letter in letters()] == ["account_already_exists", "join_code"]
    assert letters()[0]["text"].count("\n") > 4
    assert "AAAA" not in letters()[0]["text"]


def test_a_stranger_cannot_block_my_address(client: Client) -> None:
    client.post("/join/email/", {"email": "mine@example.org"})
    mine = Client()
    # The stranger's code came to my mailbox; in my own browser it is worth nothing, and I join with my own.
    assert mine.post("/join/code/", {"code": code_in(letters()[0])})["Location"] == "/join/email/"
    assert not EmailAddress.objects.exists()


def test_three_wrong_codes_end_the_attempt(client: Client) -> None:
    client.post("/join/email/", {"email": "new@example.org"})
    codes = [client.post("/join/code/", {"code": "WRONGONE"}).status_code for _ in range(3)]
    assert codes == [422, 422, 302]
    right = code_in(letters()[0])
    assert client.post("/join/code/", {"code": right})["Location"] == "/join/email/"


def test_a_code_is_too_old_after_15_minutes(client: Client, time_machine: Any) -> None:
    client.post("/join/email/", {"email": "new@example.org"})
    time_machine.move_to(datetime.now(UTC) + timedelta(minutes=15, seconds=1))
    assert client.post("/join/code/", {"code": code_in(letters()[0])})["Location"] == "/join/email/"


def test_a_taken_login_id_is_told_beside_the_field(client: Client) -> None:
    make_member("newcomer")
    prove(client)
    response = join(client)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["login_id"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password1": "1234567890", "password2": "1234567890"}, "password1"),
        ({"password1": "impix-newcomer", "password2": "impix-newcomer"}, "password1"),
        ({"password2": "something else"}, "password2"),
        ({"login_id": "a b c d"}, "login_id"),
        ({"login_id": "한글아이디"}, "login_id"),
        ({"login_id": "x" * 31}, "login_id"),
        ({"language": "fr"}, "language"),
        ({"is_14": ""}, "is_14"),
        ({"terms": ""}, "terms"),
        ({"terms": "0" * 64}, "terms"),
        ({"consent": ""}, "consent"),
        ({"consent": "0" * 64 + ".0"}, "consent"),
        ({"name": ""}, "name"),
        ({"name": "가" * 61}, "name"),
        ({"gender": "x"}, "gender"),
        ({"mobile": "1234"}, "mobile"),
        ({"phone": ""}, "phone"),
        ({"region": "9999"}, "region"),
        ({"region": "11"}, "region"),
        ({"address_line": ""}, "address_line"),
        ({"postcode": "123"}, "postcode"),
    ],
)
def test_refused(client: Client, changes: dict[str, str], field: str) -> None:
    prove(client)
    response = join(client, **changes)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not Member.objects.exists()
    assert not DataSubject.objects.exists()


def test_there_is_no_third_way_in(client: Client) -> None:
    assert client.get("/signup/").status_code == 404
    assert client.get("/accounts/signup/").status_code == 404
