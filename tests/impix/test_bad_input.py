"""What no browser sends is refused with a clear page in the language of the address, never with a server error."""

import pytest
from django.test import Client

from members.models import OutgoingMail

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "address",
    [
        "/login/?next=%00",
        "/%00",
        "/join/email/?kind=%00",
        "/login/?%00=1",
        "/login/?next=%ff%fe",
        "/login/?next=%ED%A0%80",
    ],
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_bad_address_is_a_bad_request(client: Client, address: str, prefix: str) -> None:
    response = client.get(prefix + address)
    assert response.status_code == 400
    assert f'lang="{"en" if prefix else "ko"}"' in response.content.decode()


@pytest.mark.parametrize("body", [b"email=a%00b@example.org", b"email=%ff%fe", b"email=\xff", b"%ff=1", b"email%00=1"])
def test_a_bad_body_is_a_bad_request_and_nothing_is_stored(client: Client, body: bytes) -> None:
    response = client.post("/join/email/", body, content_type=FORM)
    assert response.status_code in (400, 422)
    assert not OutgoingMail.objects.exists()


def test_nul_in_a_field_is_told_beside_the_field(client: Client) -> None:
    response = client.post("/join/email/", b"email=a%00b@example.org", content_type=FORM)
    assert response.status_code == 422
    assert response.context["form"].errors["email"]


@pytest.mark.parametrize("cookie", ['"abc\\000defgh12345"', "%00", "x" * 4000, '"\\377"'])
def test_a_bad_cookie_is_no_server_error(client: Client, cookie: str) -> None:
    response = client.get("/me/", headers={"cookie": f"sessionid={cookie}"})
    assert response.status_code in (302, 400)


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data; boundary=x; charset=hex",
        "multipart/form-data; boundary=x; charset=utf-16",
        "multipart/form-data; boundary=x; charset=nonsense",
        "application/x-www-form-urlencoded; charset=utf-7",
        "multipart/form-data",
        "multipart/form-data; boundary=\u00e9",
    ],
)
def test_other_charsets_and_broken_multipart_are_no_server_error(client: Client, content_type: str) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n6161\r\n--x--\r\n'
    response = client.generic("POST", "/join/email/", body, content_type=content_type)
    assert response.status_code in (400, 422)
    assert not OutgoingMail.objects.exists()


def test_too_much_is_refused(client: Client) -> None:
    assert client.post("/join/email/", {"email": "a" * 3_000_000}).status_code in (400, 413)
    many = {f"field{number}": "1" for number in range(1001)}
    assert client.post("/join/email/", many).status_code in (400, 413)


@pytest.mark.parametrize("header", ["user-agent", "accept-language", "referer", "x-forwarded-for", "hx-request"])
def test_odd_headers_are_no_server_error(client: Client, header: str) -> None:
    for value in ("\x00", "\xff" * 10, "a" * 20_000, ",;=,", "한글"):
        assert client.get("/login/", headers={header: value}).status_code in (200, 400), value


def test_a_foreign_host_is_refused(client: Client) -> None:
    assert client.get("/login/", headers={"host": "evil.example"}).status_code == 400
