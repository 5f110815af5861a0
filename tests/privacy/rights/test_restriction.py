"""Restricting: in force for the next request everywhere, recorded, and taken back by the person alone (rule 28)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from members.choices import MemberKind
from members.models import Member
from members.notifications import notify
from privacy.audit.actors import Actor, ActorKind
from privacy.audit.models import AccessEvent
from privacy.provision.choices import Channel
from privacy.provision.exceptions import ProvisionDenied
from privacy.provision.models import Provision
from privacy.provision.services import Delivery, provide, with_basis
from privacy.rights.models import RightsAct
from privacy.rights.restriction import lift, restrict
from privacy.subjects.exceptions import Restricted
from privacy.subjects.models import Processing
from privacy.subjects.opening import scope
from privacy.subjects.services import open_activity, restricted_since
from recruitment.applications.models import Application, ApplicationFile
from recruitment.postings.models import Posting
from resumes.models import Resume
from tests.people import PASSWORD, apply_to, make_company, make_member, make_posting
from tests.privacy.rights.test_disclosures import alice, bob, posting, recruiter

__all__ = ["alice", "bob", "posting"]
pytestmark = pytest.mark.django_db

PAGE, LIFT = "/me/privacy/restrict/", "/me/privacy/restrict/lift/"


def test_one_tap_hides_a_person_from_the_next_request_on(client: Client, alice: Member, bob: Member) -> None:
    reading, application, file = recruiter(bob), Application.objects.get(), ApplicationFile.objects.get()
    assert "이서연" in reading.get(reverse("list_applicants")).content.decode()
    client.force_login(alice)
    assert client.post(PAGE)["Location"] == PAGE
    given = Provision.objects.count()
    listed = reading.get(reverse("list_applicants")).content.decode()
    assert "이서연" not in listed
    assert "지원자가 일시 중지" in listed
    shown = reading.get(reverse("show_applicant", args=[application.pk]))
    assert shown.templates[0].name == "recruitment/paused_application.html"
    assert "이서연" not in shown.content.decode()
    assert reading.get(reverse("download_applicants_file", args=[file.pk])).status_code == 403
    moved = reading.post(reverse("move_application", args=[application.pk]), {"state": "interview"})
    assert moved.status_code == 404
    assert Provision.objects.count() == given


def test_no_code_can_give_what_is_restricted(alice: Member, bob: Member, posting: Posting) -> None:
    """Not the page decides: the provision itself is refused, and the attempt is on record."""
    restrict(subject_id=alice.subject_id)
    recipient = posting.company.recipient
    assert recipient is not None
    delivery = Delivery(Actor(ActorKind.CORPORATE, bob.pk), recipient, "owner", Channel.VIEW)
    rows = list(Application.objects.all())
    assert with_basis(rows, recipient=recipient) == []
    with scope(), pytest.raises(ProvisionDenied):
        provide(rows, delivery=delivery, items=["name"], reason="review")
    assert not AccessEvent.objects.about(alice.subject_id).latest("seq").granted
    lift(subject_id=alice.subject_id)
    assert with_basis(rows, recipient=recipient) == rows


def test_whoever_restricted_cannot_apply_and_reads_why(client: Client, alice: Member) -> None:
    other = make_posting(
        make_company(make_member("owner-cho", MemberKind.CORPORATE), registration_number="220-81-62517")
    )
    restrict(subject_id=alice.subject_id)
    client.force_login(alice)
    for answer in (client.get(reverse("apply", args=[other.pk])), client.post(reverse("apply", args=[other.pk]))):
        assert "개인정보 이용을 중지하셨습니다" in answer.content.decode()
        assert PAGE in answer.content.decode()
    with scope(), pytest.raises(Restricted):
        apply_to(other, Resume.objects.get())
    assert Application.objects.count() == 1
    assert "일시 중지" in client.get(reverse("list_applications")).content.decode()


def test_what_begins_meanwhile_is_restricted_too_but_not_what_a_law_requires(alice: Member) -> None:
    restrict(subject_id=alice.subject_id)
    opened = open_activity(subject_id=alice.subject_id, activity="test-letters")
    logged = open_activity(subject_id=alice.subject_id, activity="access_log")
    assert opened.restricted_at is not None
    assert logged.restricted_at is None


def test_letters_about_rights_and_security_still_go(alice: Member) -> None:
    EmailAddress.objects.create(user=alice, email="alice@example.org", verified=True, primary=True)
    restrict(subject_id=alice.subject_id)
    assert notify(subject_id=alice.subject_id, notice="privacy_rights/email/left", context={"code": "x"}).pk


def test_lifting_needs_a_fresh_proof_and_both_are_in_the_history(
    client: Client, alice: Member, bob: Member, time_machine: Any
) -> None:
    EmailAddress.objects.create(user=alice, email="alice@example.org", verified=True, primary=True)
    client.post("/login/", {"login": alice.login_id, "password": PASSWORD})
    client.post(PAGE)
    client.post(PAGE)
    time_machine.move_to(datetime.now(UTC) + timedelta(minutes=11))
    for answer in (client.get(LIFT), client.post(LIFT)):
        assert answer["Location"].startswith("/reauthenticate/")
    assert restricted_since(alice.subject_id)
    client.post("/reauthenticate/", {"password": PASSWORD})
    assert client.get(LIFT).status_code == 200
    client.post(LIFT)
    assert restricted_since(alice.subject_id) is None
    history = client.get(PAGE).context["acts"]
    assert [act.kind for act in history] == ["lifted", "restricted"], "what changes nothing is not recorded"
    assert "이서연" in recruiter(bob).get(reverse("list_applicants")).content.decode()


def test_the_history_cannot_be_changed(alice: Member) -> None:
    restrict(subject_id=alice.subject_id)
    for change in (lambda: RightsAct.objects.update(kind="lifted"), lambda: RightsAct.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_only_ones_own_and_only_seekers(client: Client, alice: Member, bob: Member) -> None:
    assert client.post(PAGE)["Location"].startswith("/login/")
    assert recruiter(bob).post(PAGE).status_code == 403
    outsider = make_member("outsider")
    client.force_login(outsider)
    client.post(PAGE, {"subject": str(alice.subject_id), "subject_id": str(alice.subject_id)})
    assert restricted_since(alice.subject_id) is None
    assert set(Processing.objects.restricted().values_list("subject", flat=True)) == {outsider.subject_id}
    assert client.get(PAGE).context["acts"][0].subject_id == outsider.subject_id
