"""Every form of the portal against what people and programs may post: a clear message, 4xx, nothing stored in part."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.forms import BaseForm
from django.test import Client
from django.urls import reverse
from django.utils import translation

from members.choices import MemberKind
from members.urls import urlpatterns
from privacy.subjects.models import DataSubject
from tests.members.joining import ACCOUNT, ITEMS
from tests.members.letters import code_in, letters
from tests.members.people import PASSWORD, make_member

pytestmark = pytest.mark.django_db

URLENCODED = "application/x-www-form-urlencoded"

# Route name -> fields with good values. A route with a POST form that is missing here fails the last test.
OPEN_FORMS: dict[str, dict[str, str]] = {
    "account_login": {"login": "seeker1", "password": "wrong"},
    "account_reset_password": {"email": "nobody@example.org"},
    "join_email": {"email": "new@example.org"},
}
PROVEN_FORMS: dict[str, dict[str, str]] = {name: {**ACCOUNT, **ITEMS} for name in ("join_individual", "join_corporate")}
MEMBER_FORMS: dict[str, dict[str, str]] = {
    "account_change_password": {"oldpassword": "wrong", "password1": "abc", "password2": "abd"},
    "account_reauthenticate": {"password": "wrong"},
    "account_email": {"action_add": "1", "email": "new@example.org"},
    "mfa_activate_totp": {"code": "000000"},
    "profile": {"name": "", "nickname": "anna", "mobile": "010-1234-5678", "address_line": "1", "postcode": "12345"},
    "mfa_add_webauthn": {"name": "key", "credential": "{}"},
}
OTHER_FORMS = {
    "join_code": "tests/members/test_join.py",
    "account_email_verification_sent": "tests/members/test_passwords.py",
    "account_reset_password_from_key": "tests/members/test_passwords.py",
    "come_back": "tests/privacy/rights/test_returning.py",
    "mfa_authenticate": "tests/impix/test_demo.py",
}
NO_FIELDS = {
    "account_logout", "usersessions_list", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_remove_webauthn",
    "mfa_login_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_edit_webauthn",
}  # fmt: skip


def bodies(fields: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """Wrong, missing, oversized, NUL, not UTF-8, repeated, foreign."""
    yield "nothing", b""
    for name in fields:
        rest = "&".join(f"{key}={value}" for key, value in fields.items() if key != name).encode()
        for label, value in HOSTILE.items():
            yield f"{name} is {label}", rest + b"&" + name.encode() + b"=" + value
        yield f"{name} is missing", rest
        yield f"{name} is repeated", rest + b"".join(b"&" + name.encode() + b"=%F0%9F%92%A3" for _ in range(50))
    yield "foreign fields", b"id=1&user=1&is_staff=on&is_superuser=1&subject=1&kind=staff&verified=1"


HOSTILE = {
    "empty": b"",
    "NUL": b"a%00b",
    "not UTF-8": b"%ff%fe",
    "a lone surrogate": b"%ED%A0%80",
    "huge": b"a" * 100_000,
    "markup": b"%3Cscript%3Ealert(1)%3C/script%3E",
    "a quote": b"'%20OR%201=1--",
    "a formula": b"=cmd%7C%27/c%20calc%27!A1",
    "turned round": b"%E2%80%AEgnp.exe",
    "decomposed": b"%E1%84%92%E1%85%A1%E1%86%AB",
    "nested JSON": b"[" * 5000,
}


def counts() -> dict[str, int]:
    """Rows of every table that a form could have written to."""
    models: list[Any] = [model for model in apps.get_models() if model._meta.app_label in ("members", "account", "mfa")]
    return {model._meta.label: model._base_manager.count() for model in (*models, DataSubject)}


def assert_refused(client: Client, address: str, fields: dict[str, str]) -> None:
    """Post every body: no server error, and where the form was refused a message and nothing stored."""
    for number, (label, body) in enumerate(bodies(fields)):
        before = counts()
        response = client.post(
            address, body, content_type=URLENCODED, REMOTE_ADDR=f"10.3.{number // 200}.{number % 200}"
        )
        assert response.status_code < 500, label
        if response.status_code in (302, 429):
            continue
        assert response.status_code in (400, 422), label
        assert counts() == before, label
        if response.status_code == 422:
            form = response.context["form"]
            assert form.errors, label
            assert all(str(error) in response.content.decode() for error in _messages(form)), label
        assert "Traceback" not in response.content.decode(), label


def _messages(form: BaseForm) -> Iterator[str]:
    for errors in form.errors.get_json_data(escape_html=True).values():
        yield from (error["message"] for error in errors)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("name", OPEN_FORMS)
def test_open_forms(name: str, prefix: str, client: Client) -> None:
    with translation.override("ko"):
        address = reverse(name)
    assert_refused(client, prefix + address, OPEN_FORMS[name])


@pytest.mark.parametrize("name", PROVEN_FORMS)
def test_join_forms(name: str, client: Client) -> None:
    client.post("/join/email/", {"email": "new@example.org"})
    client.post("/join/code/", {"code": code_in(letters()[0])})
    session = dict(client.session)
    for label, body in bodies({**PROVEN_FORMS[name], "password2": "different"}):
        visitor = f"10.4.{len(label)}.{len(body) % 250}"
        response = client.post(reverse(name), body, content_type=URLENCODED, REMOTE_ADDR=visitor)
        assert response.status_code in (400, 422, 429), label
    assert {key: value for key, value in client.session.items() if "proven" in key} == {
        key: value for key, value in session.items() if "proven" in key
    }
    assert counts()["members.Member"] == 0


@pytest.mark.parametrize("name", MEMBER_FORMS)
def test_members_forms(name: str, client: Client) -> None:
    make_member("seeker1", MemberKind.INDIVIDUAL)
    client.post("/login/", {"login": "seeker1", "password": PASSWORD})
    client.post("/reauthenticate/", {"password": PASSWORD})
    assert_refused(client, reverse(name), MEMBER_FORMS[name])


CREDENTIALS = [
    "", "1", "null", "[]", "{}", '"x"', "[" * 5000, '{"a":' * 5000, '{"id":1}', '{"response":[]}',
    '{"response":{"userHandle":1}}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","authenticatorData":"AA"}}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA"}}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"AA"'
    ',"userHandle":"MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAw"}}',
    '{"response":{"userHandle":"_w"}}', '{"response":{"userHandle":"AAAA"}}', '{"id":"\\u0000"}',
]  # fmt: skip


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_passkey_forms(credential: str, client: Client) -> None:
    client.get("/mfa/passkeys/login/")
    assert client.post("/mfa/passkeys/login/", {"credential": credential}).status_code == 302
    member = make_member("seeker1")
    TOTP.activate(member, generate_totp_secret())
    client.post("/login/", {"login": "seeker1", "password": PASSWORD})
    client.get("/mfa/authenticate/")
    assert client.post("/mfa/authenticate/", {"credential": credential}).status_code in (302, 422)
    Authenticator.objects.all().delete()
    client = Client()
    client.post("/login/", {"login": "seeker1", "password": PASSWORD})
    client.post("/reauthenticate/", {"password": PASSWORD})
    client.get("/mfa/passkeys/add/")
    assert client.post("/mfa/passkeys/add/", {"name": "x", "credential": credential}).status_code == 422
    assert not Authenticator.objects.exists()


def test_a_message_speaks_the_language_of_the_page(client: Client) -> None:
    assert "아이디 또는 비밀번호" in client.post("/login/", OPEN_FORMS["account_login"]).content.decode()
    page = Client().post("/en/login/", OPEN_FORMS["account_login"]).content.decode()
    assert "The login ID or the password is not right." in page


def test_no_form_is_forgotten() -> None:
    known = {*OPEN_FORMS, *PROVEN_FORMS, *MEMBER_FORMS, *OTHER_FORMS, *NO_FIELDS}
    pages = {
        "me",
        "account_signup",
        "account_inactive",
        "account_reset_password_done",
        "mfa_index",
        "mfa_list_webauthn",
    }
    pages |= {"account_reset_password_from_key_done", "mfa_view_recovery_codes"}
    assert {pattern.name for pattern in urlpatterns} == known | pages | {"terms"}


def test_foreign_ids_change_nothing(client: Client) -> None:
    """What belongs to somebody else, or to nobody, is not found."""
    make_member("seeker1")
    client.post("/login/", {"login": "seeker1", "password": PASSWORD})
    client.post("/reauthenticate/", {"password": PASSWORD})
    for address in ("/mfa/passkeys/1/remove/", "/mfa/passkeys/99999999999999999999/edit/"):
        assert client.post(address, {"name": "x"}).status_code == 404


def test_repeated_fields_count_once(client: Client) -> None:
    response: Any = client.post("/join/email/", b"email=a@example.org&email=b@example.org", content_type=URLENCODED)
    assert response.status_code == 302
    assert [letter["to"] for letter in letters()] == ["b@example.org"]
