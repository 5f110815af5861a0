"""Members are told of an announced version by letter and banner, each once, until they have read it (rule 4)."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from members.models import Member, OutgoingMail
from members.outbox import open_letter
from privacy.clocks import add_days
from privacy.policy import announcing
from privacy.policy.models import Acknowledgement, PolicyVersion, VersionNotice
from privacy.policy.publishing import today, withdraw
from privacy.policy.tasks import tell_members
from privacy.subjects.models import DataSubject
from tests.people import make_member
from tests.privacy.policy.test_pages import announce

pytestmark = pytest.mark.django_db(databases="__all__")
BANNER = "Version 2 of our privacy policy"


def member(login_id: str = "minji", *, address: bool = True) -> Member:
    """Somebody who joined a month ago, with an address to write to."""
    found = make_member(login_id, language="ko")
    if address:
        EmailAddress.objects.create(user=found, email=f"{login_id}@mail.example", primary=True, verified=True)
    DataSubject.objects.filter(pk=found.subject_id).update(created_at="2026-01-01T00:00:00Z")
    return found


def letters() -> list[dict[str, str]]:
    return [open_letter(mail) for mail in OutgoingMail.objects.order_by("created_at")]


def test_everybody_is_written_to_once_in_batches() -> None:
    people = [member(f"member{number}") for number in range(3)]
    assert announcing.tell_members() == 0
    announce()
    assert announcing.tell_members(limit=2) == 2
    assert announcing.tell_members(limit=2) >= 1
    while announcing.tell_members():
        pass
    mine = VersionNotice.objects.filter(version=2, subject__in=[one.subject_id for one in people])
    assert sorted(mine.values_list("reached", flat=True)) == [True, True, True]
    assert len(letters()) == 3
    assert tell_members() == 0


def test_the_letter_holds_links_and_no_personal_value() -> None:
    who = member()
    announce()
    announcing.tell_members()
    (letter,) = [one for one in letters() if one["to"] == "minji@mail.example"]
    assert "/privacy/versions/2/" in letter["text"]
    assert who.login_id not in letter["text"]
    assert "처리방침" in letter["subject"]


def test_who_has_no_address_is_on_record_and_holds_nobody_up() -> None:
    silent, other = member("silent", address=False), member("other")
    announce()
    announcing.tell_members()
    assert not VersionNotice.objects.get(subject=silent.subject_id).reached
    assert VersionNotice.objects.get(subject=other.subject_id).reached


def test_a_failing_letter_leaves_no_row_and_is_written_at_the_next_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    who = member()
    announce()
    monkeypatch.setattr("members.notifications.write_letter", _fail)
    with pytest.raises(ImproperlyConfigured):
        announcing.tell_members()
    assert not VersionNotice.objects.filter(subject=who.subject_id).exists()
    monkeypatch.undo()
    announcing.tell_members()
    assert VersionNotice.objects.get(subject=who.subject_id).reached


def _fail(**kwargs: object) -> None:
    raise ImproperlyConfigured


def test_who_has_left_is_not_written_to() -> None:
    gone = member()
    DataSubject.objects.filter(pk=gone.subject_id).update(left_at="2026-02-01T00:00:00Z")
    announce()
    announcing.tell_members()
    assert not VersionNotice.objects.filter(subject=gone.subject_id).exists()


def test_only_who_was_told_hears_that_it_was_withdrawn() -> None:
    who = member()
    announce()
    announcing.tell_members()
    late = member("late")
    withdraw(number=2, reason="A mistake.", officer=who.pk)
    announcing.tell_members()
    told = VersionNotice.objects.filter(version=2, withdrawn=True)
    assert who.subject_id in told.values_list("subject", flat=True)
    assert late.subject_id not in told.values_list("subject", flat=True)
    assert announcing.tell_members() == 0


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(member())
    return client


def page(client: Client, path: str = "/en/privacy/versions/") -> str:
    announcing.forget_latest()
    return client.get(path).content.decode()


def test_the_banner_stays_until_it_is_acknowledged(reader: Client, client: Client) -> None:
    assert BANNER not in page(reader)
    announce()
    assert BANNER in page(reader)
    assert BANNER in page(reader, "/en/")
    assert BANNER not in page(Client())
    assert reader.get("/en/privacy/versions/2/acknowledge/").status_code == 405
    for _press in range(2):
        assert reader.post("/en/privacy/versions/2/acknowledge/").status_code == 302
    assert Acknowledgement.objects.count() == 1
    assert BANNER not in page(reader)


def test_the_banner_stays_after_the_version_took_effect(reader: Client) -> None:
    announce(days=0)
    assert BANNER in page(reader)


def test_whoever_joins_under_a_version_is_not_told_of_it(client: Client) -> None:
    announce(days=0)
    newcomer = make_member("newcomer")
    client.force_login(newcomer)
    assert BANNER not in page(client)


def test_a_withdrawn_version_has_no_banner(reader: Client) -> None:
    announce()
    withdraw(number=2, reason="A mistake.", officer=Member.objects.get(login_id="minji").pk)
    assert BANNER not in page(reader)
    assert reader.post("/en/privacy/versions/2/acknowledge/").status_code == 404


def test_nobody_acknowledges_a_draft_or_without_signing_in(reader: Client) -> None:
    assert reader.post("/privacy/versions/2/acknowledge/").status_code == 404
    announce()
    assert Client().post("/privacy/versions/2/acknowledge/").status_code == 302
    assert not Acknowledgement.objects.exists()


@pytest.mark.worker_role
def test_the_worker_may_read_and_write_what_it_needs() -> None:
    assert announcing.tell_members() == 0
    who = DataSubject.objects.create()
    announcing._write(PolicyVersion.objects.get(number=1), who.pk, withdrawn=False)
    assert not VersionNotice.objects.get(subject=who).reached


def test_without_an_announcement_a_page_costs_no_query_more(reader: Client) -> None:
    assert PolicyVersion.objects.announced_on(add_days(today(), 0)).first() is None
    assert announcing.banner(Member.objects.get(login_id="minji").subject_id) is None
