"""Article 1: only with consent, for the purpose consented to, for three years or until withdrawal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from django.test import Client
from django.urls import reverse

from members.models import Member
from privacy.consent.expiry import expire_due
from privacy.consent.models import ConsentEvent
from privacy.subjects.exceptions import NotProcessing
from privacy.subjects.models import DataSubject, Processing
from privacy.subjects.opening import scope
from recruitment.applications.models import Application
from resumes.models import Resume
from resumes.services import write_resume
from tests.articles.people import listed, opened, signed_in
from tests.members.joining import INDIVIDUAL, join, prove
from tests.members.people import PASSWORD
from tests.people import RESUME, make_member
from tests.privacy.policy.test_pages import announce

pytestmark = pytest.mark.django_db
CHANGED = "/me/privacy/consents/changed/"


def test_article_01_nothing_is_stored_without_consent_and_nothing_for_another_purpose(client: Client) -> None:
    prove(client)
    assert join(client, INDIVIDUAL, consent="").status_code == 422
    assert (DataSubject.objects.count(), Member.objects.count()) == (0, 0)
    join(client, INDIVIDUAL)
    member = Member.objects.get()
    items = {
        **RESUME,
        "region": "1114",
        **{f"{name}-TOTAL_FORMS": "0" for name in ("educations", "careers", "licences")},
    }
    items |= {f"{name}-INITIAL_FORMS": "0" for name in ("educations", "careers", "licences")}
    assert client.post(reverse("write_resume"), items).status_code == 422
    # Not the form decides: what was given for membership opens no other purpose in the database.
    with scope(), pytest.raises(NotProcessing, match="job_matching"), transaction.atomic():
        write_resume(resume=Resume(subject_id=member.subject_id, **RESUME), sections=[])
    assert not Resume.objects.exists()
    assert set(Processing.objects.values_list("activity", flat=True)) == {"membership"}


def test_article_01_a_changed_purpose_waits_for_the_members_consent(client: Client, alice: Member) -> None:
    def versions() -> set[tuple[str, int]]:
        return set(ConsentEvent.objects.filter(subject=alice.subject_id).values_list("kind", "version"))

    processed = set(Processing.objects.filter(subject=alice.subject_id).values_list("activity", "until"))
    alice.set_password(PASSWORD)
    alice.save()
    EmailAddress.objects.create(user=alice, email="alice@mail.example", verified=True, primary=True)
    announce(days=0)
    answer = client.post("/login/", {"login": "alice", "password": PASSWORD})
    assert answer["Location"].startswith(CHANGED)
    (asked,) = client.get(CHANGED).context["changed"]
    assert asked.line.activity == "job_matching"
    assert client.get(reverse("list_resumes")).status_code == 200, "he goes on under the terms that he knows"
    assert versions() == {("given", 1)}
    assert set(Processing.objects.filter(subject=alice.subject_id).values_list("activity", "until")) == processed
    token = client.get(CHANGED).context["form"].fields["job_matching"].question.token
    client.post(CHANGED, {"choice": "accept", "job_matching": token})
    assert versions() == {("given", 1), ("renewed", 2)}


@pytest.mark.parametrize("ends", ["withdrawal", "three years"])
def test_article_01_it_ends_after_three_years_or_on_withdrawal(
    alice: Member, bob: Member, application: Application, time_machine: Any, ends: str
) -> None:
    assert "이서연" in listed(bob)
    if ends == "withdrawal":
        company = application.posting.company_id
        address = f"/me/privacy/consents/provision_companies/{company}/withdraw/"
        assert signed_in(alice).post(address).status_code == 302
    else:
        now = datetime.now(UTC)
        time_machine.move_to(now.replace(year=now.year + 3) - timedelta(days=1))
        assert "이서연" in listed(bob)
        time_machine.move_to(now.replace(year=now.year + 3) + timedelta(days=1))
        expire_due()
    assert opened(bob, application)[0] in (403, 404)
    assert "이서연" not in listed(bob)
    until = Processing.objects.get(subject=alice.subject_id, activity="provision_companies").until
    assert until is not None
    assert until < datetime.now(UTC).date() + timedelta(days=1)
    assert make_member("somebody").is_active, "others go on"
