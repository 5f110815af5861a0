"""The command that makes an account of the agency, whose password nobody else knows."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from members.choices import MemberKind
from members.models import Member
from tests.members.letters import letters

pytestmark = pytest.mark.django_db
SENTENCE = "a fine long sentence to sign in"


def add(*words: str) -> str:
    out = StringIO()
    call_command("add_agency_account", *words, stdout=out)
    return out.getvalue()


def test_the_password_is_set_by_letter_and_the_inbox_waits_for_the_second_step(client: Client) -> None:
    assert "counsel works for the agency" in add("counsel", "counsel@agency.example")
    assert Member.objects.get().kind == MemberKind.AGENCY
    client.post("/password/reset/", {"email": "counsel@agency.example"})
    link = re.search(r"http://localhost:8000(/\S+)", letters("counsel@agency.example")[-1]["text"])
    assert link
    page = client.get(link.group(1))["Location"]
    assert client.post(page, {"password1": SENTENCE, "password2": SENTENCE}).status_code == 302
    assert client.post("/login/", {"login": "counsel", "password": SENTENCE}).status_code == 302
    assert client.get("/agency/")["Location"] == "/mfa/"


@pytest.mark.parametrize("given", [("a", "x@agency.example"), ("counsel", "nothing"), ("taken", "x@agency.example")])
def test_what_cannot_be_is_said(given: tuple[str, str]) -> None:
    add("taken", "taken@agency.example")
    with pytest.raises(CommandError):
        add(*given)
    assert Member.objects.count() == 1
