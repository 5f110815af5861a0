"""What granting a request does: it stops, withdraws, and gives a reason to destroy, by the services of the member."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from members.choices import MemberKind
from members.models import Member
from privacy.audit.choices import Action
from privacy.audit.models import AccessEvent
from privacy.consent import services as consents
from privacy.consent.models import ConsentEvent
from privacy.destruction.models import DestructionReason
from privacy.destruction.services import draft_plan
from privacy.provision.models import AccessEnd
from privacy.rights.choices import RequestKind
from privacy.rights.exceptions import AnswerIncomplete
from privacy.rights.models import RightsRequest, RightsRequestEvent
from privacy.subjects.opening import scope
from privacy.subjects.services import restricted_since
from tests.people import PASSWORD, apply_to, make_company, make_posting, make_resume, ticked, today
from tests.privacy.rights.requesting import ANSWER, alice, answer_as, asked, dana, desk, page_of, somebody

__all__ = ["alice", "dana", "desk"]
pytestmark = pytest.mark.django_db


def test_a_granted_suspension_stops_and_the_member_lifts_it(alice: Member, desk: Client) -> None:
    request = asked(alice, RequestKind.SUSPENSION)
    assert desk.post(page_of(request), ANSWER).status_code == 422, "granting it means doing it"
    assert desk.post(page_of(request), ANSWER | {"effect": "suspension"}).status_code == 302
    assert restricted_since(alice.subject_id) is not None
    assert "carried_out" in RightsRequestEvent.objects.values_list("step", flat=True)
    recruiter, page = somebody("owner-bob", MemberKind.CORPORATE), Client()
    answer_as("granted", asked(recruiter, RequestKind.SUSPENSION), effect="suspension")
    page.force_login(recruiter)
    assert reverse("rights:lift_restriction") in page.get("/me/privacy/").content.decode()
    page.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert page.get(reverse("rights:lift_restriction")).status_code == 200
    assert page.post(reverse("rights:lift_restriction"))["Location"] == "/me/privacy/"
    assert restricted_since(recruiter.subject_id) is None


def applied(alice: Member) -> Any:
    posting = make_posting(make_company(somebody("owner-bob", MemberKind.CORPORATE)))
    with scope():
        return apply_to(posting, make_resume(alice))


def test_a_granted_withdrawal_withdraws(alice: Member, desk: Client) -> None:
    application = applied(alice)
    request = asked(alice, RequestKind.WITHDRAWAL)
    form = desk.get(page_of(request)).context["form"]
    choices = dict(form.fields["effect"].choices)
    [effect] = [code for code in choices if code.startswith("withdrawal:provision_companies@")]
    assert application.posting.company.name in choices[effect]
    assert desk.post(page_of(request), ANSWER | {"effect": "withdrawal:provision_companies@"}).status_code == 422
    assert desk.post(page_of(request), ANSWER | {"effect": effect}).status_code == 302
    assert not consents.is_given(
        subject_id=alice.subject_id,
        activity="provision_companies",
        recipient_id=application.posting.company.recipient.pk,
    )
    last = ConsentEvent.objects.filter(subject=alice.subject_id, activity="provision_companies").latest("at")
    assert (last.kind, last.source) == ("withdrawn", "staff")
    assert AccessEnd.objects.exists() or application.events.exists(), "what went on under it ended"


def test_a_granted_deletion_gives_a_reason_to_destroy(alice: Member, desk: Client) -> None:
    with scope():
        make_resume(alice)
    request = asked(alice, concerns="job_matching")
    form = desk.get(page_of(request)).context["form"]
    assert form["effect"].value() == "deletion:job_matching"
    assert "deletion:membership" not in dict(form.fields["effect"].choices), "that is leaving"
    assert "deletion:rights" not in dict(form.fields["effect"].choices), "the law wants it kept"
    assert desk.post(page_of(request), ANSWER | {"effect": "deletion:job_matching"}).status_code == 302
    assert not consents.is_given(subject_id=alice.subject_id, activity="job_matching")
    reason = DestructionReason.objects.get(kind="rights_request")
    assert (reason.subject_id, reason.activity, reason.due) == (alice.subject_id, "job_matching", today())


@pytest.mark.parametrize("anew", [False, True])
@pytest.mark.worker_role
def test_it_is_proposed_unless_there_is_a_new_consent(alice: Member, anew: bool) -> None:
    with scope():
        make_resume(alice)
    answer_as("granted", asked(alice), effect="deletion:job_matching")
    if anew:
        consents.answer(subject_id=alice.subject_id, given=ticked("job_matching", alice.subject_id))
    plan = draft_plan()
    assert [item.activity for item in plan.items.all()] == ["job_matching"] if plan else anew


def test_a_refusal_carries_nothing_out(alice: Member) -> None:
    with scope():
        make_resume(alice)
    with pytest.raises(AnswerIncomplete):
        answer_as("refused", asked(alice), ground="36-1", effect="deletion:job_matching")
    with pytest.raises(AnswerIncomplete):
        answer_as("granted", asked(alice), effect="deletion:membership")
    assert consents.is_given(subject_id=alice.subject_id, activity="job_matching")
    assert RightsRequest.objects.waiting().count() == 2
    assert not AccessEvent.objects.filter(action=Action.CHANGE).exists(), "nothing half done"
