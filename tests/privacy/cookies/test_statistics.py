"""What is counted: only with consent, only numbers by day, and a term only from 20 different visitors on (rule 9)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from redis import Redis

from members.choices import MemberKind
from privacy.clocks import seoul_date
from privacy.cookies import counters
from privacy.cookies.choice import Choice
from privacy.cookies.models import AnswerCount, SearchTerm, VisitCount
from privacy.cookies.services import fold_statistics
from privacy.cookies.table import CHOICE, VISIT, open_marks
from privacy.cookies.tasks import fold_days
from privacy.cookies.terms import may_be_counted, normalised
from tests.desk import make_officer, sit_down
from tests.people import make_company, make_member, make_posting
from tests.privacy.cookies.browser import answer, kept

pytestmark = pytest.mark.django_db
PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


@pytest.fixture(autouse=True)
def _redis(redis_server: Any) -> Iterator[None]:
    counters._client.cache_clear()
    counters.try_again()
    yield
    counters._client.cache_clear()
    counters.try_again()


def browser(number: int = 0) -> Client:
    """A visitor at an address of her own who has allowed it."""
    client = Client(HTTP_USER_AGENT=PERSON, REMOTE_ADDR=f"203.0.113.{number}")
    client.cookies[CHOICE] = Choice(frozenset({"analytics"}), frozenset(open_marks()), today()).sealed()
    return client


def today() -> date:
    return seoul_date(timezone.now())


def counted() -> dict[str, tuple[int, int]]:
    return counters.visits(today())


def stored() -> dict[str, tuple[int, int]]:
    fold_statistics(day=today())
    return {row.service: (row.visits, row.visitors) for row in VisitCount.objects.order_by("service")}


def searched_by(visitors: int, words: str) -> None:
    for number in range(visitors):
        browser(number).get("/jobs/", {"words": words})


@pytest.fixture
def posting() -> None:
    make_posting(make_company(make_member("owner-bob", MemberKind.CORPORATE)))


def test_visits_are_counted_by_service_and_by_different_visitors() -> None:
    one, other = browser(1), browser(2)
    for client in (one, one, other):
        client.get("/privacy/")
    one.get("/en/")
    assert counted() == {"home": (1, 1), "policy": (3, 2)}


@pytest.mark.parametrize(
    ("press", "headers"),
    [
        ("refuse", {}),
        ("accept", {"HTTP_SEC_GPC": "1"}),
        ("accept", {"HTTP_DNT": "1"}),
        ("accept", {"HTTP_SEC_PURPOSE": "prefetch"}),
        ("accept", {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Googlebot/2.1)"}),
        ("accept", {"HTTP_USER_AGENT": ""}),
    ],
)
def test_who_did_not_allow_it_or_is_no_visitor_leaves_nothing(press: str, headers: dict[str, str]) -> None:
    client = Client(**{"HTTP_USER_AGENT": PERSON, **headers})  # type: ignore[arg-type]
    client.get("/")
    answer(client, press)
    client.get("/")
    assert VISIT not in kept(client)
    assert counted() == {}
    assert Redis.from_url(settings.REDIS_URL).keys("impix-statistics*") == []


def test_those_who_work_here_are_not_counted() -> None:
    client = browser()
    sit_down(client, make_officer())
    client.get("/")
    assert counted() == {}


def test_withdrawal_ends_it_in_that_response() -> None:
    client = browser()
    client.get("/")
    assert VISIT in kept(client)
    answer(client, "refuse")
    assert VISIT not in kept(client)
    client.get("/")
    assert counted()["home"] == (1, 1)


def test_the_number_lives_until_the_day_ends_in_korea_and_is_another_one_tomorrow() -> None:
    client = browser()
    client.get("/")
    first = client.cookies[VISIT]
    assert 0 < first["max-age"] <= 86400
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        client.get("/")
        assert client.cookies[VISIT].value != first.value


@pytest.mark.parametrize("value", ["x", "x" * 5000, "WyIyMDI2IiwgImEiXQ:1:abc"])
def test_a_forged_number_is_replaced(value: str) -> None:
    client = browser()
    client.cookies[VISIT] = value
    client.get("/")
    assert client.cookies[VISIT].value != value


def test_visitors_invented_at_one_address_are_not_believed(posting: None) -> None:
    for _ in range(25):
        browser(7).get("/jobs/", {"words": "개발자"})
    assert counters.terms(today(), 1) == {"개발자": counters.NEW_VISITORS_PER_ADDRESS}


@pytest.mark.worker_role
def test_a_term_is_stored_and_shown_from_twenty_visitors_on(posting: None, client: Client) -> None:
    searched_by(19, "개발자")
    fold_days()
    assert not SearchTerm.objects.exists()
    browser(20).get("/jobs/", {"words": " 개발자 "})
    fold_days()
    assert SearchTerm.objects.get().visitors == 20
    page = client.get("/jobs/").content.decode()
    assert 'id="popular"' in page
    assert ">개발자</a>" in page
    SearchTerm.objects.update(hidden=True)
    assert 'id="popular"' not in client.get("/jobs/").content.decode()


@pytest.mark.worker_role
def test_one_visitor_who_searches_often_is_one(posting: None) -> None:
    client = browser()
    for _ in range(25):
        client.get("/jobs/", {"words": "개발자"})
    fold_days()
    assert not SearchTerm.objects.exists()


def test_what_finds_nothing_is_not_counted(posting: None) -> None:
    browser().get("/jobs/", {"words": "있을리가없는말"})
    assert counters.terms(today(), 1) == {}


@pytest.mark.worker_role
def test_the_database_itself_refuses_a_rare_term() -> None:
    with pytest.raises(IntegrityError, match="search_term_of_twenty_visitors"):
        SearchTerm.objects.create(day=today(), term="드문 말", visitors=19)


@pytest.mark.parametrize(
    "words",
    [
        "김철수", "김 철수", "남궁민수", "김철수님", "개발자 홍길동", "Kim Minsu", "minsu kim", "010-1234-5678",
        "\uff19\uff10\uff10101-1234567", "900101", "a@example.org", "https://example.org", "M12345678", "a", "가" * 41,
    ],
)  # fmt: skip
def test_what_could_name_a_person_is_never_counted(words: str) -> None:
    assert not may_be_counted(normalised(words), lambda word: False)


@pytest.mark.parametrize(
    "words", ["개발자", "파이썬 개발자", "간호사", "java", "c++", "재택 근무", "html5", "서울 카페"]
)
def test_what_says_nothing_about_a_person_is(words: str) -> None:
    assert may_be_counted(normalised(words), lambda word: False)


def test_an_occupation_or_place_that_looks_like_a_name_is_counted(posting: None) -> None:
    assert not may_be_counted("강남구", lambda word: False)
    assert may_be_counted("강남구", lambda word: True)


@pytest.mark.worker_role
def test_losing_the_counters_takes_nothing_back() -> None:
    browser().get("/")
    assert stored()["home"] == (1, 1)
    Redis.from_url(settings.REDIS_URL).flushall()
    assert stored()["home"] == (1, 1)


def test_counters_expire_the_night_after() -> None:
    client = browser()
    client.get("/")
    redis = Redis.from_url(settings.REDIS_URL)
    ages = [redis.ttl(key) for key in redis.keys("impix-statistics*")]
    assert ages
    assert all(0 < age <= 27 * 3600 for age in ages)


def test_without_redis_pages_answer_and_count_nothing(redis_server: Any) -> None:
    if redis_server is None:
        pytest.skip("the server is not ours to stop")
    client = browser()
    redis_server.stop()
    counters._client.cache_clear()
    assert client.get("/").status_code == 200
    assert VISIT not in kept(client)
    assert counted() == {}


def test_no_column_could_hold_a_person() -> None:
    columns = {field.name for model in (VisitCount, SearchTerm) for field in model._meta.fields}
    assert columns == {"id", "day", "service", "visits", "visitors", "term", "hidden"}


@pytest.mark.worker_role
def test_the_officer_sees_pictures_with_their_figures(client: Client) -> None:
    VisitCount.objects.create(day=today(), service="search", visits=12, visitors=5)
    SearchTerm.objects.create(day=today(), term="개발자", visitors=31)
    AnswerCount.objects.create(day=today(), category="functional", answer="allowed", count=2)
    sit_down(client, make_officer())
    page = client.get("/en/admin/privacy_cookies/visitcount/").content.decode()
    assert "<rect" in page
    assert "<td>12</td><td>5</td>" in page
    assert "<td>31</td>" in page
    assert "100%" in page
