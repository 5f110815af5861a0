"""Applying with a consent for this company; the company reads what the policy lists; every reading is on record."""

import json

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corporate.models import Company
from members.choices import MemberKind
from members.models import Member
from privacy.audit.actors import SYSTEM
from privacy.audit.models import AccessEvent
from privacy.consent import services as consents
from privacy.consent.services import ask, is_given
from privacy.provision.models import Provision
from privacy.subjects.opening import scope
from recruitment.applications.choices import State
from recruitment.applications.exceptions import AppliedBefore, PostingClosed
from recruitment.applications.models import Application, ApplicationFile
from recruitment.applications.services import ACTIVITY, note_first_reading, recipient_of
from recruitment.postings.models import Posting
from recruitment.postings.services import close_posting
from resumes.models import Resume
from resumes.services import attach
from tests.people import apply_to, make_company, make_member, make_posting, make_resume, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Member:
    return make_member("alice")


@pytest.fixture
def resume(alice: Member) -> Resume:
    with scope():
        return make_resume(alice)


@pytest.fixture
def bob() -> Member:
    return make_member("owner-bob", MemberKind.CORPORATE)


@pytest.fixture
def company(bob: Member) -> Company:
    return make_company(bob)


@pytest.fixture
def posting(company: Company) -> Posting:
    return make_posting(company)


def token(posting: Posting, member: Member) -> str:
    asked = ask(activity=ACTIVITY, language="ko", subject_id=member.subject_id, recipient=recipient_of(posting))
    return asked.token


def test_it_works(client: Client, alice: Member, resume: Resume, posting: Posting, bob: Member) -> None:
    client.force_login(alice)
    page = client.get(reverse("apply", args=[posting.pk])).content.decode()
    assert posting.company.name in page
    assert "checked" not in page.partition('name="consent"')[2][:200]
    client.post(reverse("apply", args=[posting.pk]), {"resume": str(resume.pk), "consent": token(posting, alice)})
    application = Application.objects.get()
    assert is_given(subject_id=alice.subject_id, activity=ACTIVITY, recipient_id=posting.company_id)
    client.force_login(bob)
    assert "이서연" in client.get(reverse("list_applicants")).content.decode()
    page = client.get(reverse("show_applicant", args=[application.pk])).content.decode()
    for value in ("이서연", "한국대학교", "누리시스템", "데이터를 다루는"):
        assert value in page
    application.refresh_from_db()
    assert application.state == State.IN_REVIEW


def test_contact_data_are_seen_only_when_shared(client: Client, resume: Resume, posting: Posting, bob: Member) -> None:
    with scope():
        application = apply_to(posting, resume)
    client.force_login(bob)
    page = client.get(reverse("show_applicant", args=[application.pk])).content.decode()
    assert "010-2345-6789" not in page
    assert "seoyeon@mail.example" not in page
    assert "월드컵북로" not in page
    assert "03925" not in page
    assert "서울특별시 마포구" in page
    assert Provision.objects.filter(items__contains=["address"]).exists()
    Application.objects.filter(pk=application.pk).update(contact_shared=True)
    page = client.get(reverse("show_applicant", args=[application.pk])).content.decode()
    assert "010-2345-6789" in page
    assert "seoyeon@mail.example" in page
    assert "서울특별시 마포구 월드컵북로 400 (03925)" in page


def test_an_application_from_before_regions_shows_no_part_of_its_address(
    client: Client, alice: Member, posting: Posting, bob: Member
) -> None:
    with scope():
        resume = make_resume(alice, region_code=None, postcode=None, address="서울 마포구 옛길 1")
        application = apply_to(posting, resume)
    client.force_login(bob)
    assert "옛길" not in client.get(reverse("show_applicant", args=[application.pk])).content.decode()


def test_a_reading_leaves_an_access_row_and_a_provision(
    client: Client, alice: Member, resume: Resume, posting: Posting, bob: Member
) -> None:
    with scope():
        application = apply_to(posting, resume)
    client.force_login(bob)
    client.get(reverse("show_applicant", args=[application.pk]))
    event = AccessEvent.objects.filter(action="view", subject_id=alice.subject_id).latest("seq")
    assert "education" in event.items
    assert "mobile" not in event.items
    provision = Provision.objects.about(alice.subject_id).get()
    assert (provision.recipient.name, provision.occasion, provision.receiver) == ("한빛소프트", posting.pk, bob.pk)
    assert provision.items == sorted(event.items)


def test_nobody_but_this_company_reads_it(client: Client, resume: Resume, posting: Posting, bob: Member) -> None:
    with scope():
        application = apply_to(posting, resume)
    stranger = make_member("owner-eve", MemberKind.CORPORATE)
    make_company(stranger, name="다른회사", registration_number="220-81-62517")
    for member in (stranger, make_member("charlie"), make_member("staff-sue", MemberKind.STAFF, is_staff=True)):
        client.force_login(member)
        for name in ("show_applicant", "move_application", "withdraw_application", "show_application"):
            method = client.post if name == "move_application" else client.get
            assert method(reverse(name, args=[application.pk])).status_code == 404
    assert not Provision.objects.exists()
    bob_again = posting.company.memberships.get()
    bob_again.opens_applications = False
    bob_again.save()
    client.force_login(bob)
    assert client.get(reverse("show_applicant", args=[application.pk])).status_code == 404


def test_a_withdrawn_application_is_out_of_reach_at_once(
    client: Client, alice: Member, resume: Resume, posting: Posting, bob: Member
) -> None:
    with scope():
        application = apply_to(posting, resume)
    client.force_login(alice)
    client.post(reverse("withdraw_application", args=[application.pk]))
    assert not is_given(subject_id=alice.subject_id, activity=ACTIVITY, recipient_id=posting.company_id)
    client.force_login(bob)
    assert client.get(reverse("show_applicant", args=[application.pk])).status_code == 403
    assert "이서연" not in client.get(reverse("list_applicants")).content.decode()


def test_a_closed_posting_refuses_even_by_direct_address(
    client: Client, alice: Member, resume: Resume, posting: Posting
) -> None:
    sent = {"resume": str(resume.pk), "consent": token(posting, alice)}
    close_posting(posting_id=posting.pk)
    client.force_login(alice)
    client.post(reverse("apply", args=[posting.pk]), sent)
    assert not Application.objects.exists()
    with scope(), pytest.raises(PostingClosed):
        apply_to(posting, resume)


def test_nobody_applies_twice(alice: Member, resume: Resume, posting: Posting) -> None:
    with scope():
        apply_to(posting, resume)
        with pytest.raises(AppliedBefore):
            apply_to(posting, resume)
    assert Application.objects.count() == 1


@pytest.mark.parametrize("changes", [{"consent": ""}, {"consent": "forged.0"}, {"resume": "x"}, {"resume": ""}])
def test_a_wrong_form_sends_nothing(
    client: Client, alice: Member, resume: Resume, posting: Posting, changes: dict[str, str]
) -> None:
    client.force_login(alice)
    sent = {"resume": str(resume.pk), "consent": token(posting, alice)} | changes
    assert client.post(reverse("apply", args=[posting.pk]), sent).status_code == 422
    assert not Application.objects.exists()
    assert not is_given(subject_id=alice.subject_id, activity=ACTIVITY, recipient_id=posting.company_id)


def test_another_persons_resume_cannot_be_sent(client: Client, resume: Resume, posting: Posting) -> None:
    charlie = make_member("charlie")
    with scope():
        make_resume(charlie)
    client.force_login(charlie)
    sent = {"resume": str(resume.pk), "consent": token(posting, charlie)}
    assert client.post(reverse("apply", args=[posting.pk]), sent).status_code == 422
    assert not Application.objects.exists()


def test_the_copy_stays_as_it_was_sent(client: Client, resume: Resume, posting: Posting, bob: Member) -> None:
    with scope():
        attach(resume=resume, upload=pdf(b"as sent"))
        application = apply_to(posting, Resume.objects.with_sections().get())
        resume.name = "다른이름"
        resume.save()
    client.force_login(bob)
    page = client.get(reverse("show_applicant", args=[application.pk])).content.decode()
    assert "이서연" in page
    assert "다른이름" not in page
    file = ApplicationFile.objects.get()
    assert b"as sent" in client.get(reverse("download_applicants_file", args=[file.pk])).content


def test_an_illegal_move_is_refused(client: Client, resume: Resume, posting: Posting, bob: Member) -> None:
    with scope():
        application = apply_to(posting, resume)
    client.force_login(bob)
    for state in (State.HIRED, State.WITHDRAWN, "nonsense"):
        client.post(reverse("move_application", args=[application.pk]), {"state": state})
        application.refresh_from_db()
        assert application.state == State.RECEIVED
    client.post(reverse("move_application", args=[application.pk]), {"state": State.INTERVIEW})
    application.refresh_from_db()
    assert application.state == State.INTERVIEW


def test_unlisted_items_never_reach_a_company(client: Client, resume: Resume, posting: Posting, bob: Member) -> None:
    with scope():
        application = apply_to(posting, resume, contact_shared=True)
    client.force_login(bob)
    client.get(reverse("list_applicants"))
    client.get(reverse("show_applicant", args=[application.pk]))
    given = {item for items in Provision.objects.values_list("items", flat=True) for item in items}
    assert given.isdisjoint({"gender", "nickname", "login_id"}), json.dumps(sorted(given))


def test_the_list_of_applicants_asks_a_fixed_number_of_questions(client: Client, posting: Posting, bob: Member) -> None:
    client.force_login(bob)
    client.get(reverse("list_applicants"))  # The first request also marks the session.
    counts = []
    for more in (1, 9):
        for number in range(more):
            with scope():
                apply_to(posting, make_resume(make_member(f"seeker-{more}-{number}")))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("list_applicants"))
        counts.append(len(queries))
    assert counts[0] == counts[1], counts


def test_one_ended_consent_does_not_close_the_list(
    client: Client, resume: Resume, posting: Posting, bob: Member
) -> None:
    with scope():
        gone = apply_to(posting, resume)
        apply_to(posting, make_resume(make_member("charlie"), name="박남은"))
    consents.withdraw(subject_id=gone.subject_id, activity=ACTIVITY, recipient_id=posting.company_id)
    client.force_login(bob)
    page = client.get(reverse("list_applicants")).content.decode()
    assert "박남은" in page
    assert "이서연" not in page
    assert client.get(reverse("show_applicant", args=[gone.pk])).status_code == 403
    gone.refresh_from_db()
    assert gone.state == State.RECEIVED, "a reading that was denied changes nothing"


def test_a_reading_without_a_trace_changes_nothing(
    client: Client, resume: Resume, posting: Posting, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scope():
        application = apply_to(posting, resume)

    def broken(*args: object, **values: object) -> None:
        raise DatabaseError("the ledger of provisions cannot be written")

    monkeypatch.setattr(Provision.objects, "bulk_create", broken)
    client.force_login(bob)
    client.raise_request_exception = False
    assert client.get(reverse("show_applicant", args=[application.pk])).status_code == 500
    application.refresh_from_db()
    assert application.state == State.RECEIVED


def test_a_slower_reader_and_a_faster_applicant_are_left_alone(resume: Resume, posting: Posting) -> None:
    with scope():
        application = apply_to(posting, resume)
    for state in (State.INTERVIEW, State.WITHDRAWN):
        Application.objects.filter(pk=application.pk).update(state=state)
        note_first_reading(application=application, company=posting.company, by=SYSTEM)
        application.refresh_from_db()
        assert application.state == state
