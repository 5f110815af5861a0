"""The visitor's choice: as easily refused as given, kept in the visitor's browser only, asked again when it changes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone

from privacy.cookies import table
from privacy.cookies.choice import LONGEST, SALT, choice_of
from privacy.cookies.models import AnswerCount
from privacy.cookies.table import CHOICE
from privacy.declarations import Cookie, CookieUse
from privacy.policy.models import PolicyCookie
from privacy.policy.services import effective_version
from privacy.registry import registry
from recruitment.postings.choices import LAST_SEARCH
from tests.privacy.cookies.browser import PAGE, answer, kept, shown

pytestmark = pytest.mark.django_db
BANNER = 'class="cookie-question"'


def asks(client: Client, path: str = "/terms/") -> bool:
    return BANNER in client.get(path).content.decode()


def search(client: Client) -> set[str]:
    """Do what the functional cookie is for, and see what the browser holds."""
    client.get("/jobs/", {"words": "개발"})
    return kept(client)


@pytest.fixture
def another_cookie(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cookie]:
    cookie = Cookie("another", CookieUse.FUNCTIONAL, "또 하나", "Another", seconds=60)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(registry().cookies(), cookie.name, cookie)
        yield cookie


def counted() -> dict[str, int]:
    return {f"{row.category} {row.answer}": row.count for row in AnswerCount.objects.order_by("category", "answer")}


def test_nothing_optional_is_kept_before_an_answer_and_after_a_refusal(client: Client) -> None:
    assert asks(client)
    assert LAST_SEARCH not in search(client)
    answer(client, "refuse")
    assert LAST_SEARCH not in search(client)
    assert not asks(client)


def test_what_was_allowed_is_kept_for_as_long_as_declared_and_is_of_use(client: Client) -> None:
    answer(client, "accept")
    assert LAST_SEARCH in search(client)
    assert client.cookies[LAST_SEARCH]["max-age"] == registry().cookies()[LAST_SEARCH].seconds
    assert client.cookies[LAST_SEARCH]["httponly"]
    page = client.get("/jobs/").content.decode()
    assert "마지막 검색" in page
    assert ">개발</a>" in page


def test_withdrawal_takes_the_cookie_out_in_that_response(client: Client) -> None:
    answer(client, "accept")
    search(client)
    response = answer(client, "refuse")
    assert response.cookies[LAST_SEARCH]["max-age"] == 0
    assert LAST_SEARCH not in search(client)
    assert counted()["functional withdrawn"] == 1


def test_one_of_two_is_possible(client: Client) -> None:
    answer(client, "save", allow=["functional"])
    assert LAST_SEARCH in search(client)
    answer(client, "save", allow=[])
    assert LAST_SEARCH not in kept(client)


def test_refusing_is_the_same_button_as_accepting(client: Client) -> None:
    page = client.get("/terms/").content.decode()
    question = page[page.index(BANNER) : page.index("</section>", page.index(BANNER))]
    refuse, accept = (part.split("<button")[-1] for part in question.split("</button>")[:2])
    assert refuse.replace('"refuse"', "").split(">")[0] == accept.replace('"accept"', "").split(">")[0]
    assert "checked" not in question


def test_the_answer_leads_back_to_the_page(client: Client) -> None:
    response = answer(client, "refuse", next="/en/jobs/?words=a")
    assert (response.status_code, response.headers["Location"]) == (302, "/en/jobs/?words=a")


@pytest.mark.parametrize("press", ["accept", "refuse"])
@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "jobs/",
        "/\tevil",
        "x" * 3000,
    ],
)
def test_a_forged_way_back_is_refused_and_sets_nothing(client: Client, press: str, target: str) -> None:
    response = answer(client, press, next=target)
    if target == "/\tevil":  # a path of our own after all, and quoted as one
        assert response.headers["Location"].startswith("/%09")
        return
    assert response.status_code == 422
    assert CHOICE not in kept(client)
    assert counted() == {}


@pytest.mark.parametrize(
    "fields",
    [
        {"press": "save", "allow": ["advertising"]},
        {"press": "save", "allow": ["necessary"]},
        {"press": "everything"},
        {"press": ""},
        {"press": "accept", "shown": "0123456789"},
        {"press": "accept", "shown": ""},
        {"press": "accept", "shown": "a" * 5000},
        {"press": "accept", "shown": "<script>"},
    ],
)
def test_an_answer_that_no_page_of_ours_sends_changes_nothing(client: Client, fields: dict[str, str]) -> None:
    response = client.post(PAGE, {"shown": shown(), **fields})
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert CHOICE not in kept(client)
    assert counted() == {}


def test_refusing_is_heard_whatever_was_on_the_page(client: Client) -> None:
    assert client.post(PAGE, {"press": "refuse"}).status_code == 302
    assert not asks(client)


@pytest.mark.parametrize("spoil", ["altered", "another key", "huge", "garbage", "another purpose"])
def test_a_spoilt_choice_counts_as_none(client: Client, spoil: str) -> None:
    answer(client, "accept")
    value = client.cookies[CHOICE].value
    said = signing.loads(value, salt=SALT)
    client.cookies[CHOICE] = {
        "altered": value[:-1] + ("A" if value[-1] != "A" else "B"),
        "another key": signing.dumps(said, key="another", salt=SALT),
        "huge": signing.dumps({**said, "to": said["to"] * LONGEST}, salt=SALT),
        "garbage": "{}",
        "another purpose": signing.dumps(said, salt="another"),
    }[spoil]
    assert LAST_SEARCH not in search(client)
    assert CHOICE not in kept(client), "it is taken out of the browser"
    assert asks(client)


def test_a_choice_ends_after_180_days_even_in_a_browser_that_kept_it(client: Client) -> None:
    answer(client, "accept")
    search(client)
    value = client.cookies[CHOICE].value
    with time_machine.travel(timezone.now() + timedelta(days=181), tick=False):
        client.cookies[CHOICE] = value
        assert asks(client)
        assert LAST_SEARCH not in search(client)


def test_a_new_cookie_is_asked_about_and_nothing_else(client: Client, another_cookie: Cookie) -> None:
    registry().cookies().pop(another_cookie.name)
    answer(client, "accept")
    old_question = shown()
    registry().cookies()[another_cookie.name] = another_cookie
    question = client.get("/terms/").context["cookie_question"]
    assert [category.code for category in question.categories] == ["functional"]
    assert question.is_renewed
    assert LAST_SEARCH in search(client), "what was allowed still is"
    assert not choice_of(client.get("/terms/").wsgi_request).allows(another_cookie.name), "and the new one is not"
    assert answer(client, "accept", shown=old_question).status_code == 422, "a replay allows nothing new"
    assert asks(client)
    answer(client, "accept", shown=shown("functional"))
    assert not asks(client)


def test_a_cookie_that_goes_asks_nothing(client: Client, another_cookie: Cookie) -> None:
    answer(client, "accept")
    registry().cookies().pop(another_cookie.name)
    assert not asks(client)


def test_what_the_policy_does_not_disclose_is_neither_asked_nor_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(client, "accept")
    monkeypatch.setattr(table, "_disclosed", lambda minute: {})
    assert LAST_SEARCH not in search(client)
    monkeypatch.undo()
    assert set(PolicyCookie.objects.filter(version=effective_version()).values_list("category", flat=True)) >= {
        "functional",
        "analytics",
    }


def test_answers_are_counted_once_and_without_the_person(client: Client) -> None:
    answer(client, "accept")
    answer(client, "accept")
    assert counted()["functional allowed"] == 1
    assert {field.name for field in AnswerCount._meta.fields} == {"id", "day", "category", "answer", "count"}


def test_another_site_cannot_answer() -> None:
    client = Client(enforce_csrf_checks=True)
    assert answer(client, "accept").status_code == 403
    assert CHOICE not in kept(client)


def test_the_settings_are_one_link_away_on_every_page(client: Client) -> None:
    for path in ("/", "/jobs/", "/login/", "/join/", "/privacy/", "/terms/", "/nowhere/"):
        assert f'href="{PAGE}"' in client.get(path).content.decode(), path
    assert f'href="/en{PAGE}"' in client.get("/en/").content.decode()
