"""A new portal gets its officer without anybody knowing his password."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from impix.officer import OFFICER_GROUP
from members.models import Member
from privacy.subjects.models import DataSubject
from tests.members.letters import letters

pytestmark = pytest.mark.django_db
SENTENCE = "a fine long sentence to sign in"


def add(*words: str) -> str:
    out = StringIO()
    call_command("add_officer", *words, stdout=out)
    return out.getvalue()


def test_the_officer_sets_a_password_and_is_asked_for_the_second_step(client: Client) -> None:
    assert "officer-kim is an officer" in add("officer-kim", "kim@impix.example")
    officer = Member.objects.get(login_id="officer-kim")
    assert officer.is_staff
    assert not officer.is_superuser
    assert [group.name for group in officer.groups.all()] == [OFFICER_GROUP]
    assert client.post("/login/", {"login": "officer-kim", "password": ""}).status_code == 422
    client.post("/password/reset/", {"email": "kim@impix.example"})
    link = re.search(r"http://localhost:8000(/\S+)", letters("kim@impix.example")[-1]["text"])
    assert link
    page = client.get(link.group(1))["Location"]
    assert client.post(page, {"password1": SENTENCE, "password2": SENTENCE}).status_code == 302
    assert client.post("/login/", {"login": "officer-kim", "password": SENTENCE}).status_code == 302
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/mfa/"


@pytest.mark.parametrize("words", [("x", "kim@impix.example"), ("officer-kim", "kim"), ("주민", "kim@impix.example")])
def test_a_wrong_name_or_address_makes_nobody(words: tuple[str, str]) -> None:
    with pytest.raises(CommandError):
        add(*words)
    assert not DataSubject.objects.exists()


def test_nobody_is_made_an_officer_by_a_name_that_is_taken() -> None:
    add("officer-kim", "kim@impix.example")
    with pytest.raises(CommandError, match="login_id"):
        add("officer-kim", "other@impix.example")
    with pytest.raises(CommandError, match="email"):
        add("officer-lee", "kim@impix.example")
    assert Member.objects.count() == 1
