"""What was changed since a backup is changed again: departures, restrictions, memberships, own deletions."""

import pytest

from corporate.models import Company, CompanyMembership
from members.models import Member
from privacy.consent import services as consents
from privacy.consent.questions import Answer
from privacy.destruction import announcing, ledger, replay
from privacy.destruction.models import DestructionReason
from privacy.destruction.status import status
from privacy.rights.services import close_account, lost_consents, reopen_account
from privacy.subjects.models import DataSubject, Processing
from privacy.subjects.opening import open_own, scope
from privacy.subjects.services import restricted_since, set_restriction
from recruitment.applications.choices import State
from recruitment.applications.models import Application
from recruitment.applications.services import withdraw_application
from tests.databases import signed_in_as
from tests.people import apply_to, make_company, make_member, make_posting, make_resume
from tests.privacy.destruction import copies, world
from tests.privacy.destruction.test_replay import ACTIVITY, consenting
from tests.sealed_app.models import Letter

pytestmark = pytest.mark.usefixtures("worker")


def test_who_left_since_the_backup_has_left() -> None:
    subject_id = consenting()
    Member.objects.create_user("leaver", "x", subject_id=subject_id)
    copies.take()
    code = close_account(subject_id=subject_id)
    announcing.announce()
    left = DataSubject.objects.get(pk=subject_id).left_at
    copies.put_back()
    assert status(code=code) is None
    replay.replay()
    assert DataSubject.objects.get(pk=subject_id).left_at == left
    assert not Member.objects.get(login_id="leaver").is_active
    assert consents.current(subject_id) == []
    assert status(code=code) is not None


def test_who_restricted_the_use_of_his_data_since_then_has() -> None:
    restricting, lifting = consenting(), consenting()
    set_restriction(subject_id=lifting, restricted=True)
    copies.take()
    set_restriction(subject_id=restricting, restricted=True)
    set_restriction(subject_id=lifting, restricted=False)
    announcing.announce()
    copies.put_back()
    replay.replay()
    assert (restricted_since(restricting) is None, restricted_since(lifting)) == (False, None)
    assert replay.replay().changes["restriction"] == 0


def test_an_orphaned_company_is_suspended_by_a_replay_too() -> None:
    owner = make_member("owner-of-it", "corporate")
    company = make_company(owner)
    copies.take()
    close_account(subject_id=owner.subject_id)
    announcing.announce()
    copies.put_back()
    replay.replay()
    assert not CompanyMembership.objects.current().exists()
    assert Company.objects.get(pk=company.pk).status == "suspended"


def test_what_was_taken_back_from_a_company_is_taken_back_again() -> None:
    posting = make_posting(make_company(make_member("owner-of-it", "corporate")))
    with scope():
        sent = [apply_to(posting, make_resume(make_member(name))) for name in ("taker", "stayer")]
    copies.take()
    with scope():
        withdraw_application(application=sent[0])
    announcing.announce()
    copies.put_back()
    assert Application.objects.with_access().count() == 2
    assert replay.replay().changes["taken_back"] == 1
    assert [each.pk for each in Application.objects.with_access()] == [sent[1].pk]
    taken = Application.objects.get(pk=sent[0].pk)
    with scope():
        open_own([taken], taken.subject_id)
        assert (taken.state, taken.name, taken.education) == (State.WITHDRAWN, "", [])
    assert replay.replay().changes["taken_back"] == 0


def test_the_web_role_says_what_changed_and_the_worker_writes_it() -> None:
    subject_id = consenting()
    with signed_in_as("web"):
        consents.withdraw(subject_id=subject_id, activity=ACTIVITY)
    assert announcing.announce() == 1
    assert announcing.announce() == 0
    (note,) = [each for each in ledger.notes() if each.kind == announcing.KIND]
    ((kind, body),) = note.body["entries"]
    assert (kind, body["subject_id"], body["kind"]) == ("consent", str(subject_id), "withdrawn")
    assert Letter.objects.count() == 0


def test_what_its_owner_deleted_is_deleted_again_with_its_file() -> None:
    somebody, other = world.make_somebody(), world.make_somebody()
    letter = Letter.objects.get(subject=somebody.subject_id)
    (path,) = world.files_of([somebody.subject_id])
    sealed = path.read_bytes()
    copies.take()
    ledger.note_own_deletion([letter])
    letter.delete()
    path.unlink()
    copies.put_back()
    path.write_bytes(sealed)
    untouched = world.fingerprint([other])
    assert replay.replay().changes["own deletion"] == 1
    assert (world.live_rows([somebody]), world.files_of([somebody.subject_id])) == (1, [])
    assert world.fingerprint([other]) == untouched
    assert replay.replay().changes["own deletion"] == 0


def test_who_came_back_since_the_backup_is_back() -> None:
    subject_id = consenting()
    Member.objects.create_user("returner", "x", subject_id=subject_id)
    close_account(subject_id=subject_id)
    copies.take()
    asked = lost_consents(subject_id=subject_id, language="ko")
    reopen_account(subject_id=subject_id, given=[Answer(each, ticked=True) for each in asked])
    announcing.announce()
    before = Processing.objects.get(subject=subject_id, activity=ACTIVITY).until
    copies.put_back()
    assert DataSubject.objects.get(pk=subject_id).left_at is not None
    assert replay.replay().changes["departure"] == 1
    assert DataSubject.objects.get(pk=subject_id).left_at is None
    assert Member.objects.get(login_id="returner").is_active
    assert [event.activity for event in consents.current(subject_id)] == [ACTIVITY]
    assert Processing.objects.get(subject=subject_id, activity=ACTIVITY).until == before
    assert not DestructionReason.objects.standing().filter(subject=subject_id).exists()
    assert replay.replay().changes["departure"] == 0
