"""Consents that run out: warned twice, asked on one screen, fenced on the day, and the way back (rule 8)."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from members.choices import MemberKind
from members.models import Member
from privacy.consent import services as consents
from privacy.consent.choices import ReminderKind
from privacy.consent.expiry import expire_due
from privacy.consent.models import ConsentEvent, ConsentReminder
from privacy.destruction.models import DestructionReason
from privacy.destruction.services import draft_plan, find_reasons
from privacy.rights.renewing import tell_all
from privacy.subjects.opening import scope
from privacy.subjects.services import fence
from recruitment.applications.models import Application
from tests.members.joining import join, prove
from tests.members.letters import letters
from tests.members.people import PASSWORD
from tests.people import apply_to, make_company, make_member, make_posting, make_resume

pytestmark = pytest.mark.django_db

SEOUL = ZoneInfo("Asia/Seoul")
JOINED, LAST = date(2027, 1, 10), date(2030, 1, 10)
RENEW = "/me/privacy/consents/renew/"
MAIL = "new@example.org"


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=SEOUL)


@pytest.fixture
def at(time_machine: Any) -> Any:
    """Move to noon of a day in Seoul."""

    def move(day: date) -> None:
        time_machine.move_to(noon(day), tick=False)

    move(JOINED)
    return move


@pytest.fixture
def member(at: Any, client: Client) -> Member:
    """Somebody who joined on the day on which everything starts."""
    prove(client)
    join(client)
    client.post("/logout/")
    return Member.objects.get(login_id="newcomer")


def sign_in(client: Client, **extra: str) -> str:
    return str(client.post("/login/", {"login": "newcomer", "password": PASSWORD, **extra})["Location"])


def prove_again(client: Client) -> None:
    client.post("/reauthenticate/", {"password": PASSWORD})


def ticks(client: Client, *wanted: str) -> dict[str, str]:
    """What the boxes of the renewal screen send."""
    fields = client.get(RENEW).context["form"].fields
    return {name: field.question.token for name, field in fields.items() if not wanted or name in wanted}


def kinds(member: Member, activity: str = "membership") -> list[str]:
    said = ConsentEvent.objects.filter(subject=member.subject_id, activity=activity)
    return list(said.order_by("seq").values_list("kind", flat=True))


def warnings() -> list[dict[str, str]]:
    return [letter for letter in letters(MAIL) if letter["kind"] == "privacy_rights/email/ends_soon"]


def test_two_warnings_once_each(at: Any, member: Member) -> None:
    for days in range(35, 0, -1):
        at(LAST - timedelta(days=days))
        tell_all(), tell_all()
        assert len(warnings()) == (days <= 30) + (days <= 7), days
    assert set(ConsentReminder.objects.values_list("kind", flat=True)) == {ReminderKind.MONTH, ReminderKind.WEEK}
    letter = warnings()[0]
    assert RENEW in letter["text"]
    assert "2030" in letter["text"]


def test_a_night_that_was_missed_is_made_up_with_one_letter(at: Any, member: Member) -> None:
    at(LAST - timedelta(days=3))
    tell_all()
    at(LAST - timedelta(days=2))
    tell_all()
    assert len(warnings()) == 1


@pytest.mark.worker_role
def test_the_worker_warns_and_expires(at: Any, member: Member) -> None:
    at(LAST - timedelta(days=30))
    assert tell_all() == 1
    at(LAST + timedelta(days=1))
    assert expire_due() == 1


def test_at_most_one_request_in_30_days_covers_what_follows(at: Any, client: Client, member: Member) -> None:
    at(JOINED + timedelta(days=10))
    with scope():
        make_resume(member)
    for days in range(31, 7, -1):
        at(LAST - timedelta(days=days))
        tell_all()
    assert len(warnings()) == 1, "the one of the resume would come 10 days later: it stands in the first"
    assert warnings()[0]["text"].count("2030") == 2
    for days in range(7, -10, -1):
        at(LAST - timedelta(days=days))
        tell_all()
    assert len(warnings()) == 3, "each is warned of in its last week"


def test_signing_in_shows_three_equal_buttons_and_goes_on(at: Any, client: Client, member: Member) -> None:
    at(LAST - timedelta(days=31))
    assert sign_in(client) == "/me/"
    client.post("/logout/")
    at(LAST - timedelta(days=30))
    for _ in range(2):
        assert sign_in(client, next="/jobs/") == f"{RENEW}?next=%2Fjobs%2F"
        page = client.get(f"{RENEW}?next=/jobs/").content.decode()
        for value in ("renew", "end", "later"):
            assert f'name="choice" value="{value}"' in page
        assert page.count("button-secondary") >= 3
        assert "checked" not in page
        assert client.post(f"{RENEW}?next=/jobs/", {"choice": "later"})["Location"] == "/jobs/"
        client.post("/logout/")
    assert kinds(member) == ["given"]


def test_let_it_end_is_not_asked_again(at: Any, client: Client, member: Member) -> None:
    at(LAST - timedelta(days=30))
    sign_in(client)
    assert client.post(RENEW, {"choice": "end"})["Location"] == "/me/privacy/consents/"
    client.post("/logout/")
    assert sign_in(client) == "/me/"
    assert RENEW in client.get("/me/privacy/consents/").content.decode(), "he may think better of it"
    at(LAST - timedelta(days=7))
    assert tell_all() == 1, "the last warning goes out all the same"


def test_renewing_needs_a_tick_and_aligns_the_clocks(at: Any, client: Client, member: Member) -> None:
    at(JOINED + timedelta(days=60))
    with scope():
        make_resume(member)
    day = LAST - timedelta(days=20)
    at(day)
    sign_in(client)
    assert client.post(RENEW, {"choice": "renew"}).status_code == 422
    assert kinds(member) == ["given"]
    client.post(RENEW, {"choice": "renew", **ticks(client)})
    assert kinds(member) == kinds(member, "job_matching") == ["given", "renewed"]
    assert {event.until for event in consents.current(member.subject_id)} == {day.replace(year=day.year + 3)}
    assert client.get(RENEW).status_code == 302, "nothing is left to renew"
    assert tell_all() == 0, "nor to warn of"


@pytest.mark.parametrize("forged", ["on", "0" * 64 + ".1", "{other}"])
def test_a_forged_or_foreign_tick_renews_nothing(at: Any, client: Client, member: Member, forged: str) -> None:
    at(LAST - timedelta(days=20))
    sign_in(client)
    other = consents.ask(activity="job_matching", language="ko", subject_id=member.subject_id).token
    assert client.post(RENEW, {"choice": "renew", "membership": forged.format(other=other)}).status_code == 422
    assert kinds(member) == ["given"]


def test_a_replayed_renewal_renews_once(at: Any, client: Client, member: Member) -> None:
    at(LAST - timedelta(days=20))
    sign_in(client)
    data = {"choice": "renew", **ticks(client)}
    client.post(RENEW, data)
    client.post(RENEW, data)
    assert kinds(member) == ["given", "renewed"]


def test_the_night_after_the_last_day_writes_expired_once(at: Any, member: Member) -> None:
    at(LAST)
    assert expire_due() == 0
    at(LAST + timedelta(days=1))
    assert [expire_due(), expire_due()] == [1, 0]
    assert kinds(member) == ["given", "expired"]
    find_reasons()
    reason = DestructionReason.objects.get()
    assert (reason.activity, reason.kind, reason.anchor) == ("membership", "expired", LAST)


def test_a_worker_that_was_away_does_not_move_the_last_day(at: Any, member: Member) -> None:
    at(LAST + timedelta(days=4))
    find_reasons()
    expire_due()
    find_reasons()
    assert [reason.anchor for reason in DestructionReason.objects.all()] == [LAST]


def test_article_01_after_the_last_day_only_the_privacy_centre_is_left(at: Any, client: Client, member: Member) -> None:
    at(LAST)
    sign_in(client)
    assert client.get("/me/").status_code == 200
    at(LAST + timedelta(days=1))
    client.post("/logout/")
    assert sign_in(client).startswith(RENEW)
    for path in ("/me/", "/me/profile/", "/me/resumes/", "/email/", "/sessions/"):
        assert client.get(path)["Location"] == RENEW, path
    prove_again(client)
    for path in ("/me/privacy/", "/me/privacy/consents/", "/me/privacy/withdraw/", "/privacy/", "/jobs/"):
        assert client.get(path).status_code == 200, path
    assert client.post(RENEW, {"choice": "later"})["Location"] == "/me/privacy/"


def test_midnight_does_not_wait_for_the_next_sign_in(
    at: Any, client: Client, member: Member, time_machine: Any
) -> None:
    time_machine.move_to(datetime(2030, 1, 10, 23, 50, tzinfo=SEOUL), tick=False)
    sign_in(client)
    assert client.get("/me/").status_code == 200
    time_machine.move_to(datetime(2030, 1, 11, 0, 1, tzinfo=SEOUL), tick=False)
    assert client.get("/me/")["Location"] == RENEW


def test_until_the_destruction_begins_he_renews_himself_back(at: Any, client: Client, member: Member) -> None:
    at(LAST + timedelta(days=2))
    expire_due(), find_reasons()
    sign_in(client)
    prove_again(client)
    client.post(RENEW, {"choice": "renew", **ticks(client)})
    assert kinds(member) == ["given", "expired", "given"]
    assert client.get("/me/").status_code == 200
    assert draft_plan() is None, "the reason has fallen"


def test_the_way_back_asks_who_it_is(at: Any, client: Client, member: Member, time_machine: Any) -> None:
    at(LAST + timedelta(days=1))
    sign_in(client)
    prove_again(client)
    assert client.get(RENEW).status_code == 200
    time_machine.move_to(noon(LAST + timedelta(days=1)) + timedelta(minutes=11), tick=False)
    assert client.get(RENEW)["Location"].startswith("/reauthenticate/")
    assert client.get("/me/privacy/consents/membership/give/")["Location"].startswith("/reauthenticate/")
    assert kinds(member) == ["given"]


def test_too_late_when_the_destruction_has_begun(at: Any, client: Client, member: Member) -> None:
    at(LAST + timedelta(days=1))
    sign_in(client)
    prove_again(client)
    data = {"choice": "renew", **ticks(client)}
    fence(subject_ids=[member.subject_id], activity="membership", batch_id=member.subject_id)
    assert client.post(RENEW, data).status_code == 302
    assert kinds(member) == ["given"]


def test_an_application_under_way_is_named(at: Any, client: Client, member: Member) -> None:
    posting = make_posting(make_company(make_member("owner-bob", MemberKind.CORPORATE)))
    with scope():
        apply_to(posting, make_resume(member))
    at(LAST - timedelta(days=30))
    tell_all()
    assert "1" in warnings()[0]["text"]
    assert posting.title not in warnings()[0]["text"], "rule 47: letters bring links"
    sign_in(client)
    assert posting.title in client.get(RENEW).content.decode()


def test_what_ran_out_is_neither_shown_nor_used(at: Any, client: Client, member: Member) -> None:
    bob = make_member("owner-bob", MemberKind.CORPORATE)
    posting = make_posting(make_company(bob))
    with scope():
        resume = make_resume(member)
        apply_to(posting, resume)
    at(LAST - timedelta(days=30))
    sign_in(client)
    client.post(RENEW, {"choice": "renew", **ticks(client, "membership")})
    at(LAST + timedelta(days=1))
    sign_in(client)
    assert client.get("/me/").status_code == 200
    page = client.get("/me/resumes/")
    assert (page.context["resumes"], page.context["ended"]) == ([], True)
    assert client.get(f"/me/resumes/{resume.pk}/").status_code == 404
    company = Client()
    company.force_login(bob)
    assert "이서연" not in company.get(reverse("list_applicants")).content.decode()
    assert company.get(reverse("show_applicant", args=[Application.objects.get().pk])).status_code in (403, 404)
    prove_again(client)
    client.post(RENEW, {"choice": "renew", **ticks(client, "job_matching")})
    assert [each.pk for each in client.get("/me/resumes/").context["resumes"]] == [resume.pk]
