"""The bare address speaks the member's language; links inside the portal keep the page's."""

import pytest
from django.test import Client

from tests.members.people import make_member


@pytest.fixture
def reader(client: Client, db: None) -> Client:
    """A member who reads English."""
    client.force_login(make_member("alice.kim", language="en"))
    return client


def test_the_bare_address_leads_a_member_to_her_language(reader: Client) -> None:
    response = reader.get("/")
    assert (response.status_code, response.headers["Location"]) == (302, "/en/")
    assert "My account" in reader.get("/en/").content.decode()


def test_a_link_inside_the_portal_keeps_its_language(reader: Client) -> None:
    response = reader.get("/", headers={"sec-fetch-site": "same-origin"})
    assert '<html lang="ko">' in response.content.decode()


def test_who_reads_korean_stays(client: Client, db: None) -> None:
    client.force_login(make_member("bora.lee"))
    assert client.get("/").status_code == 200
    assert client.get("/en/").status_code == 200, "an address with a language is obeyed"
