"""The command that makes an account of the agency."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from members.choices import MemberKind
from members.models import Member

pytestmark = pytest.mark.django_db


def test_it_can_sign_in_and_is_sent_to_its_second_step(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("add_agency_account", "Counsel", "counsel@agency.example")
    found = re.match(r"counsel  (\S+)\n", capsys.readouterr().out)
    assert found
    assert client.post("/login/", {"login": "counsel", "password": found.group(1)}).status_code == 302
    assert Member.objects.get(login_id="counsel").kind == MemberKind.AGENCY
    assert "mfa" in client.get("/agency/")["Location"]


@pytest.mark.parametrize("given", [("a", "x@agency.example"), ("counsel", "nothing"), ("taken", "x@agency.example")])
def test_what_cannot_be_is_said(given: tuple[str, str]) -> None:
    call_command("add_agency_account", "taken", "taken@agency.example", verbosity=0)
    with pytest.raises(CommandError):
        call_command("add_agency_account", *given)
    assert Member.objects.count() == 1
