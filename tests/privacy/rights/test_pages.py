"""The privacy centre: what is held, from the records that the portal obeys; and the leaver's code."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.choices import MemberKind
from members.models import Member
from privacy.rights.services import close_account
from privacy.subjects.opening import scope
from tests.members.joining import ITEMS, join, prove
from tests.members.people import make_member
from tests.people import apply_to, make_company, make_posting, make_resume

pytestmark = pytest.mark.django_db

LOOK_UP = "/privacy/destruction/"


@pytest.fixture
def member(client: Client) -> Member:
    prove(client)
    join(client)
    return Member.objects.get(login_id="newcomer")


def test_the_overview_says_what_is_held_and_until_when(client: Client, member: Member) -> None:
    (held,) = client.get("/me/privacy/").context["held"]
    assert (held.code, held.title, str(held.basis)) == ("membership", "회원 가입", "동의")
    assert {"이름", "성별", "휴대전화번호", "주소", "닉네임", "이메일", "아이디", "IP 주소", "비밀번호"} <= set(
        held.items
    )
    assert held.until is not None
    assert held.until.year - held.since.year == 3
    page = client.get("/me/privacy/").content.decode()
    assert "홈페이지 회원 가입 및 관리" in page
    english = client.get("/en/me/privacy/").content.decode()
    assert "Homepage membership registration" in english
    assert "your consent" in english


def test_values_are_masked_and_what_comes_then_is_told(client: Client, member: Member) -> None:
    page = client.get("/me/privacy/").content.decode()
    for name in ("name", "nickname", "mobile", "phone", "address_line"):
        assert ITEMS[name] not in page
    assert "010-****-5678" in page
    assert "김*늘" in page
    assert "복구할 수 없도록 파기" in page
    (held,) = client.get("/me/privacy/").context["held"]
    assert held.consented_on.date() == held.since.date()


def test_who_received_something_is_named(client: Client, member: Member) -> None:
    posting = make_posting(make_company(make_member("owner-bob", MemberKind.CORPORATE)))
    with scope():
        apply_to(posting, make_resume(member))
    reader = Client()
    reader.force_login(Member.objects.get(login_id="owner-bob"))
    reader.get("/company/applicants/")
    activities = {each.code: each for each in client.get("/me/privacy/").context["held"]}
    assert activities["provision_companies"].receives.names == (posting.company.name,)
    assert activities["job_matching"].receives is None


def test_a_long_life_here_costs_no_more_queries(client: Client, member: Member) -> None:
    with scope():
        make_resume(member)
    client.get("/me/privacy/")
    with CaptureQueriesContext(connection) as few:
        client.get("/me/privacy/")
    with scope():
        for _ in range(4):
            make_resume(member)
    with CaptureQueriesContext(connection) as many:
        client.get("/me/privacy/")
    assert len(many) == len(few) <= 45


def test_it_shows_only_what_there_is(client: Client) -> None:
    client.force_login(make_member("somebody"))
    (held,) = client.get("/me/privacy/").context["held"]
    assert "주소" not in held.items
    assert "아이디" in held.items


def test_strangers_sign_in_first() -> None:
    assert Client().get("/me/privacy/")["Location"] == "/login/?next=/me/privacy/"


def answer(client: Client, code: str) -> Any:
    return client.post(LOOK_UP, {"code": code})


def test_the_code_tells_how_far_it_is(client: Client, member: Member) -> None:
    code = close_account(subject_id=member.subject_id)
    told = answer(Client(), code).context["status"]
    assert told.received_at is not None
    assert (told.approved_at, told.destroyed_on, told.kept) == (None, None, ())


def test_an_unknown_code_gets_an_answer_of_the_same_form(member: Member) -> None:
    code = close_account(subject_id=member.subject_id)
    known, unknown = (answer(Client(), each) for each in (code, "Z" * 25 + "0"))
    assert known.status_code == unknown.status_code == 200
    assert sorted(known.headers) == sorted(unknown.headers)
    lines = [page.content.decode().count("<dt>") for page in (known, unknown)]
    assert lines[0] == lines[1]
    assert "newcomer" not in known.content.decode()


def test_an_empty_code_is_told_beside_the_field() -> None:
    response = answer(Client(), "")
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["code"])


def test_no_search_engine_keeps_it_and_guessing_is_slowed() -> None:
    client = Client()
    page = client.get(LOOK_UP)
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]
    answers = [answer(client, "A" * 26).status_code for _ in range(21)]
    assert answers[-1] == 429
    assert answers[0] == 200
