"""Postings: written as drafts, public through an approved company, closed by their deadline in Korean time."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corporate.models import Company
from members.choices import MemberKind
from recruitment.postings.exceptions import NotPublishable
from recruitment.postings.models import Posting
from recruitment.postings.services import publish_posting
from tests.people import make_company, make_member, make_posting, posting_items, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return make_company(make_member("owner-bob", MemberKind.CORPORATE))


def posted(**changes: object) -> dict[str, object]:
    items = posting_items(**changes)
    return {name: "" if value is None else getattr(value, "pk", value) for name, value in items.items()}


def test_it_is_written_published_found_and_closed(client: Client) -> None:
    owner = make_member("owner-bob", MemberKind.CORPORATE)
    make_company(owner)
    client.force_login(owner)
    client.post(reverse("new_posting"), posted())
    posting = Posting.objects.get()
    assert client.get(reverse("show_posting", args=[posting.pk])).status_code == 404
    client.post(reverse("publish_posting", args=[posting.pk]))
    assert (
        posting.title
        in client.get(reverse("list_postings"), {"words": "파이썬 개발자", "region": "11"}).content.decode()
    )
    client.post(reverse("close_posting", args=[posting.pk]))
    assert posting.title not in client.get(reverse("list_postings")).content.decode()
    assert client.get(reverse("show_posting", args=[posting.pk])).status_code == 200
    posting.refresh_from_db()
    assert not posting.accepts_applications


def test_the_deadline_is_the_end_of_the_day_in_korea(company: Company) -> None:
    posting = make_posting(company, deadline=today() + timedelta(days=3))
    last_moment = datetime(posting.deadline.year, posting.deadline.month, posting.deadline.day, 14, 59, 59, tzinfo=UTC)
    with time_machine.travel(last_moment, tick=False):
        assert posting.accepts_applications
        assert Posting.objects.open().count() == 1
    with time_machine.travel(last_moment + timedelta(seconds=1), tick=False):
        assert not posting.accepts_applications
        assert Posting.objects.open().count() == 0


def test_a_company_in_review_prepares_drafts_and_publishes_nothing(client: Client) -> None:
    owner = make_member("owner-bob", MemberKind.CORPORATE)
    company = make_company(owner, approved=False)
    client.force_login(owner)
    client.post(reverse("new_posting"), posted())
    posting = Posting.objects.get(company=company)
    client.post(reverse("publish_posting", args=[posting.pk]))
    posting.refresh_from_db()
    assert posting.status == "draft"
    with pytest.raises(NotPublishable):
        publish_posting(posting_id=posting.pk)


def test_another_companys_posting_answers_like_one_that_does_not_exist(client: Client, company: Company) -> None:
    posting = make_posting(company, published=False)
    stranger = make_member("owner-eve", MemberKind.CORPORATE)
    make_company(stranger, name="다른회사", registration_number="220-81-62517")
    client.force_login(stranger)
    for name in ("edit_posting", "publish_posting", "close_posting"):
        method = client.get if name == "edit_posting" else client.post
        assert method(reverse(name, args=[posting.pk])).status_code == 404


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("deadline", {"deadline": "2020-01-01"}),
        ("deadline", {"deadline": "2999-01-01"}),
        ("__all__", {"pay_from": None, "pay_to": None, "pay_note": ""}),
        ("__all__", {"pay_from": 5, "pay_to": 1}),
        ("title", {"title": "가" * 101}),
        ("occupation", {"occupation": "none"}),
        ("headcount", {"headcount": "many"}),
    ],
)
def test_a_wrong_item_is_told_and_nothing_is_stored(client: Client, field: str, changes: dict[str, object]) -> None:
    owner = make_member("owner-bob", MemberKind.CORPORATE)
    make_company(owner)
    client.force_login(owner)
    response = client.post(reverse("new_posting"), posted(**changes))
    assert field in response.context["form"].errors
    assert not Posting.objects.exists()


@pytest.mark.parametrize("words", ["", "파이썬", "%", "\\", "' OR 1=1", "가" * 101, "한빛 없는말"])
def test_any_search_is_answered(client: Client, company: Company, words: str) -> None:
    make_posting(company)
    page = client.get(reverse("list_postings"), {"words": words, "region": "nowhere", "page": "x"})
    assert page.status_code == 200


def test_the_lists_ask_a_fixed_number_of_questions(client: Client) -> None:
    owner = make_member("owner-bob", MemberKind.CORPORATE)
    company = make_company(owner)
    client.force_login(owner)
    for url in (reverse("list_postings"), reverse("company_postings")):
        client.get(url)  # The first request also marks the session.
        counts = []
        for more in (1, 14):
            for _ in range(more):
                make_posting(company)
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 8, [query["sql"] for query in queries]


def test_english_pages_begin_with_what_is_written_in_english(client: Client, company: Company) -> None:
    Company.objects.filter(pk=company.pk).update(name_en="Hanbit Soft", introduction_en="We build software.")
    make_posting(company, language="en", title="Backend developer")
    make_posting(company, title="서버 개발자")
    korean = client.get("/jobs/").content.decode()
    english = client.get("/en/jobs/").content.decode()
    assert korean.index("서버 개발자") < korean.index("Backend developer")
    assert english.index("Backend developer") < english.index("서버 개발자")
    assert "서버 개발자" not in client.get("/en/jobs/", {"language": "en"}).content.decode()
    assert client.get("/en/jobs/", {"language": "xx"}).status_code < 500
    assert "Hanbit Soft" in english
    assert "Hanbit Soft" not in korean
    page = client.get(f"/en/companies/{company.pk}/").content.decode()
    assert "We build software." in page
    assert "함께 일할 분을 찾습니다." not in page
