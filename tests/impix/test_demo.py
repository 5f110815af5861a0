"""The demo accounts of an embedded portal, and the officer's way to the desk."""

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from impix import demo
from members.models import Member, OutgoingMail
from tests.members.people import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _secrets_of_the_test(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr("impix.demo.secrets.text_secret", lambda folder, name: f"a demo sentence for {name}")


def test_it_works_and_may_run_again() -> None:
    for _ in range(2):
        output = StringIO()
        call_command("seed_demo", accounts_only=True, stdout=output)
    lines = output.getvalue().splitlines()
    assert [line.split()[0] for line in lines] == ["seeker", "recruiter", "officer", "officer2"]
    assert "demo_code officer2" in lines[3]
    assert sorted(Member.objects.values_list("login_id", flat=True)) == ["officer", "officer2", "recruiter", "seeker"]
    assert not OutgoingMail.objects.exists()


def test_it_adds_nobody_to_a_database_of_real_people() -> None:
    make_member("real")
    with pytest.raises(CommandError):
        call_command("seed_demo", accounts_only=True)
    assert Member.objects.count() == 1


def test_it_still_prints_when_somebody_joined_later() -> None:
    demo.seed(accounts_only=True)
    make_member("real")
    call_command("seed_demo", accounts_only=True, stdout=StringIO())


def test_it_exists_in_embedded_mode_only(settings: Any) -> None:
    settings.EMBEDDED = False
    for arguments in (["seed_demo"], ["demo_code", "officer"]):
        with pytest.raises(CommandError):
            call_command(*arguments)
    assert not Member.objects.exists()


def test_there_is_a_code_for_demo_staff_only() -> None:
    demo.seed(accounts_only=True)
    with pytest.raises(CommandError):
        call_command("demo_code", "seeker")


def sign_in_as_officer(client: Client) -> Any:
    client.post("/login/", {"login": "officer", "password": "a demo sentence for demo-officer"})
    return client.post("/mfa/authenticate/", {"code": demo.current_code("officer")})


def test_the_officer_enters_the_desk_with_password_and_code(client: Client) -> None:
    demo.seed(accounts_only=True)
    client.post("/login/", {"login": "officer", "password": "a demo sentence for demo-officer"})
    assert client.get("/admin/").status_code == 302, "the password alone is not enough"
    assert client.post("/mfa/authenticate/", {"code": "000000"}).status_code == 422
    response = client.post("/mfa/authenticate/", {"code": demo.current_code("officer")})
    assert response["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_the_officer_may_open_every_page_of_the_desk(client: Client) -> None:
    demo.seed(accounts_only=True)
    sign_in_as_officer(client)
    pages = [model._meta for model in admin.site._registry]
    for page in pages:
        response = client.get(reverse(f"admin:{page.app_label}_{page.model_name}_changelist"))
        assert response.status_code == 200, page.label
    assert {"destructionplan", "accessevent"} <= {page.model_name for page in pages}


def test_a_code_is_good_once(client: Client) -> None:
    demo.seed(accounts_only=True)
    assert sign_in_as_officer(client).status_code == 302
    assert sign_in_as_officer(Client()).status_code == 422


def test_five_wrong_codes_lock(client: Client) -> None:
    demo.seed(accounts_only=True)
    client.post("/login/", {"login": "officer", "password": "a demo sentence for demo-officer"})
    for _ in range(5):
        client.post("/mfa/authenticate/", {"code": "000000"})
    assert client.post("/mfa/authenticate/", {"code": demo.current_code("officer")}).status_code != 302


def test_staff_keep_their_last_device(client: Client) -> None:
    demo.seed(accounts_only=True)
    sign_in_as_officer(client)
    client.post("/reauthenticate/", {"password": "a demo sentence for demo-officer"})
    client.post("/mfa/totp/deactivate/")
    assert Authenticator.objects.filter(user__login_id="officer", type=Authenticator.Type.TOTP).exists()


def test_a_seed_cannot_be_read_in_the_database() -> None:
    demo.seed(accounts_only=True)
    stored = Authenticator.objects.filter(type=Authenticator.Type.TOTP).first()
    assert stored is not None
    assert stored.data["secret"].startswith("a1:1:")
