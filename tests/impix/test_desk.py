"""Who gets to the officer's desk, and what does not exist there."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import translation

from impix.desk import Desk
from members.models import Member
from privacy.audit.actors import Actor, ActorKind
from privacy.audit.choices import Action
from privacy.audit.services import record
from privacy.subjects.services import create_subject
from tests.desk import PersonAdmin, make_officer, sit_down

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.urls("tests.desk")]


@pytest.fixture
def officer() -> Member:
    member = make_officer()
    TOTP.activate(member, generate_totp_secret())
    return member


@pytest.mark.urls("impix.urls")  # The first page asks every room.
def test_the_second_factor_opens_the_desk(client: Client, officer: Member) -> None:
    sit_down(client, officer)
    page = client.get("/admin/")
    assert page.status_code == 200
    assert "recent" not in page.content.decode().lower()


def test_a_visitor_is_sent_to_the_portals_login(client: Client) -> None:
    assert client.get("/admin/").headers["Location"] == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/x/").headers["Location"] == "/login/?next=/admin/x/"
    assert client.get("/admin/login/?next=https://evil.example/").headers["Location"] == "/login/?next=/admin/"


def test_credentials_posted_to_the_desk_sign_nobody_in(client: Client, officer: Member) -> None:
    officer.set_password("correct horse battery")
    officer.save()
    client.post("/admin/login/", {"username": "officer", "password": "correct horse battery"})
    assert "_auth_user_id" not in client.session


def test_a_member_is_refused(client: Client) -> None:
    sit_down(client, Member.objects.create_user("seeker", subject=create_subject()))
    assert client.get("/admin/", follow=True).status_code == 403


def test_a_locked_officer_is_out(client: Client, officer: Member) -> None:
    sit_down(client, officer)
    officer.is_active = False
    officer.save()
    assert client.get("/admin/").status_code == 302


def test_an_officer_without_a_device_gets_one_first(client: Client) -> None:
    sit_down(client, make_officer("newcomer"), "password")
    assert client.get("/admin/login/").headers["Location"] == "/2fa/"


def test_a_session_without_the_second_factor_is_asked_for_it(client: Client, officer: Member) -> None:
    sit_down(client, officer, "password")
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/login/?next=/admin/").headers["Location"] == "/2fa/reauthenticate/?next=/admin/"


def test_records_of_another_member_count_for_nothing(client: Client, officer: Member) -> None:
    sit_down(client, make_officer("other"))
    records = dict(client.session)
    client.force_login(officer)
    session = client.session
    session.update({name: value for name, value in records.items() if name.startswith("account_auth")})
    session.save()
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize(("path", "target"), [("password_change", "/password/change/"), ("logout", "/logout/")])
def test_the_portals_own_pages_do_the_rest(client: Client, officer: Member, path: str, target: str) -> None:
    sit_down(client, officer)
    assert client.post(f"/admin/{path}/").headers["Location"] == target


def test_there_is_no_autocomplete(client: Client, officer: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PersonAdmin, "search_fields", ["id"])  # without them Django's own view finds nothing either
    sit_down(client, officer)
    address = "/admin/autocomplete/?app_label=sealed_app&model_name=letter&field_name=person&term=x"
    assert client.get(address).status_code == 404


def test_what_other_packages_register_is_ignored() -> None:
    site = Desk(name="other")
    site.register(Group, admin.ModelAdmin)
    site.register(Group)
    assert not site.is_registered(Group)
    assert {page.__module__.split(".")[0] for page in admin.site._registry.values()} <= {
        "privacy", "members", "corporate", "resumes", "recruitment", "impix",
    }  # fmt: skip


def test_the_access_log_is_read_and_not_changed(client: Client, officer: Member) -> None:
    sit_down(client, officer)
    [number] = record(by=Actor(ActorKind.STAFF, officer.pk), action=Action.EXPORT, items=["resume"], reason="case 7")
    log = "/admin/privacy_audit/accessevent/"
    assert str(officer.pk) in client.get(f"{log}?action__exact=export&actor_kind__exact=staff").content.decode()
    assert str(officer.pk) not in client.get(f"{log}?action__exact=view").content.decode()
    assert "resume" in client.get(f"{log}{number}/change/").content.decode()
    assert client.get(f"{log}?actor_id={officer.pk}").status_code == 400, "only what is offered as a filter"
    assert client.post(f"{log}{number}/change/", {"action": "view"}).status_code == 403
    assert client.get(f"{log}add/").status_code == 403
    assert client.get(f"{log}{number}/delete/").status_code == 403


def test_every_room_on_the_desk_is_named_in_korean() -> None:
    rooms = {page.opts.app_config for page in admin.site._registry.values()}
    with translation.override("ko"):
        names = {room.label: str(room.verbose_name) for room in rooms if not room.name.startswith("tests.")}
    assert names["corporate"] == "기업"
    assert {label: name for label, name in names.items() if name.isascii()} == {}
