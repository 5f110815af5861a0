"""A member who left: account, address, sessions and letters go; the last letter still arrives."""

from collections.abc import Iterator
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.test import Client

from members.models import Member, OutgoingMail
from members.notifications import write_letter
from members.outbox import send_letter
from privacy import clocks
from privacy.destruction import services
from privacy.destruction.models import ArchiveEntry, DestructionPlan
from privacy.destruction.status import issue_reference
from privacy.subjects.models import DataSubject
from tests.databases import signed_in_as
from tests.members.letters import letters
from tests.members.people import PASSWORD, make_member
from tests.privacy.destruction import world


@pytest.fixture
def leaver(committed_db: None, client: Client) -> Member:
    member = make_member("leaver", email="leaver@example.org")
    member.groups.add(Group.objects.create(name="a group"))
    assert client.post("/login/", {"login": "leaver", "password": PASSWORD}).status_code == 302
    assert UserSession.objects.filter(user=member).exists()
    write_letter(notice="account/email/join_code", to="leaver@example.org", member=member, context={"code": "ABCD"})
    issue_reference(subject_id=member.subject_id)
    services.add_reason(subject_id=member.subject_id, activity="membership", kind="withdrawal")
    return member


@pytest.fixture
def destroyed(leaver: Member) -> Iterator[Member]:
    make_member("bystander")
    with signed_in_as("worker"):
        call_command("plan_destruction", stdout=StringIO())
        plan = DestructionPlan.objects.get()
        services.approve(plan_id=plan.pk, officer_id=leaver.pk, typed_number=str(plan.number))
        call_command("execute_destruction", stdout=StringIO())
        yield leaver


def test_it_works(destroyed: Member) -> None:
    assert list(Member.objects.values_list("login_id", flat=True)) == ["bystander"]
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["bystander@example.org"]
    assert (UserSession.objects.count(), Session.objects.count()) == (0, 0)
    assert DataSubject.objects.get(pk=destroyed.subject_id).destroyed_at is not None


def test_of_the_sign_in_records_only_what_the_law_names_is_kept(destroyed: Member) -> None:
    """Addresses and times, three months; not the key of the session, nor the browser."""
    (document,) = world.archived().values()
    (record,) = document["usersessions.UserSession"]
    assert set(record) == {"id", "ip", "created_at", "last_seen_at"}
    entry = ArchiveEntry.objects.kept().get()
    assert (entry.rule, entry.subject_id) == ("login_records", destroyed.subject_id)
    assert entry.item is not None
    assert entry.keep_until == clocks.add_months(entry.item.reason.anchor, 3)


def test_the_last_letter_arrives_and_no_other(destroyed: Member) -> None:
    (letter,) = letters()
    assert (letter["to"], letter["language"]) == ("leaver@example.org", "ko")
    assert "/privacy/destruction/" in letter["text"]
    assert "파기" in letter["subject"]
    assert send_letter(mail_id=OutgoingMail.objects.get().pk)
    assert mail.outbox[0].to == ["leaver@example.org"]
    assert not OutgoingMail.objects.exists()


def test_the_session_is_worth_nothing(destroyed: Member, client: Client) -> None:
    assert client.get("/me/").status_code == 302


def test_somebody_who_joins_again_is_somebody_else(destroyed: Member) -> None:
    again = make_member("leaver", email="leaver@example.org")
    assert again.subject_id != destroyed.subject_id
