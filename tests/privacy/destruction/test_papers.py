"""Product rule 25: no certificate while a paper of its subjects is not confirmed."""

import time
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from members.models import Member
from privacy import signing
from privacy.destruction import execution, grounds, papers, services
from privacy.destruction.choices import PaperMethod
from privacy.destruction.exceptions import NothingToHold, NotThen, NoWitness
from privacy.destruction.models import DestructionPlan, PaperItem
from tests.databases import signed_in_as
from tests.desk import make_officer
from tests.privacy.destruction import world
from tests.privacy.destruction.test_desk import _reauthenticated, _sit_down, _world, officer, plan, url

__all__ = ["_world", "officer", "plan"]
pytestmark = pytest.mark.urls("tests.privacy.destruction.test_desk")
PAPERS = "admin:privacy_destruction_paperitem"


def entered(plan: DestructionPlan, activity: str = world.LETTERS) -> PaperItem:
    item = plan.items.get(activity=activity)
    return papers.enter(
        subject_id=item.subject_id, activity=activity, what="위임장 사본", case_number="2026-열람-3", place="캐비닛 2",
        pages=3, officer_id=world.OFFICER,
    )  # fmt: skip


def executed(plan: DestructionPlan) -> bool:
    if plan.state == "draft":
        plan = services.approve(plan_id=plan.pk, officer_id=world.OFFICER, typed_number=str(plan.number))
    with signed_in_as("worker"):
        done = execution.execute(plan)
    plan.refresh_from_db()
    return done


def confirm(client: Client, paper: PaperItem, witness: Member, **changed: object) -> int:
    good = {"method": "shredded", "destroyed_on": grounds.today(), "witness_id": witness.pk}
    return client.post(reverse(f"{PAPERS}_confirm", args=[paper.pk]), good | changed).status_code


def test_it_works(client: Client, officer: Member, plan: DestructionPlan) -> None:
    """Entered at the desk, waited for, confirmed before a witness, counted in the certificate."""
    witness = make_officer("witness1", is_superuser=False)
    item = plan.items.get(activity=world.LETTERS)
    assert client.post(
        reverse(f"{PAPERS}_enter"),
        {
            "subject_id": item.subject_id, "activity": world.LETTERS, "what": "위임장 사본",
            "case_number": "2026-열람-3", "place": "캐비닛 2", "pages": 3,
        },
    ).status_code == 302  # fmt: skip
    paper = PaperItem.objects.get()
    assert "confirmation=missing" in client.get(url(plan)).content.decode()
    plan = services.approve(plan_id=plan.pk, officer_id=world.OFFICER, typed_number=str(plan.number))
    assert not executed(plan)
    assert not executed(plan)
    assert not plan.batches.unfinished().exists()
    assert confirm(client, paper, witness) == 302
    page = client.get(reverse(f"{PAPERS}_change", args=[paper.pk])).content.decode()
    assert all(said in page for said in ("파쇄", str(officer.pk), str(witness.pk), "2026-열람-3"))
    assert executed(plan)
    assert signing.verify(plan.certificate.document)["paper"] == {"shredded": 1}
    assert client.get(reverse(f"{PAPERS}_changelist")).status_code == 200


def test_what_confirms_nothing_is_refused(client: Client, officer: Member, plan: DestructionPlan) -> None:
    witness, stranger = make_officer("witness1"), make_officer("stranger1")
    Member.objects.filter(pk=stranger.pk).update(is_staff=False)
    paper = entered(plan)
    tomorrow, yesterday = (grounds.today() + timedelta(days=days) for days in (1, -1))
    changes: list[dict[str, object]] = [
        {"witness_id": officer.pk}, {"witness_id": stranger.pk}, {"witness_id": "nobody"}, {"method": "eaten"},
        {"destroyed_on": tomorrow}, {"destroyed_on": yesterday},
    ]  # fmt: skip
    assert [confirm(client, paper, witness, **changed) for changed in changes] == [422] * len(changes)
    assert [confirm(client, paper, witness) for _ in range(2)] == [302, 422]
    with pytest.raises(NotThen):
        _confirm(paper, witness, grounds.today())


def test_nobody_is_her_own_witness(plan: DestructionPlan) -> None:
    alone = make_officer("alone1")
    paper = entered(plan)
    with pytest.raises(NoWitness):
        papers.confirm(
            paper_id=paper.pk, method=PaperMethod.SHREDDED, destroyed_on=grounds.today(), witness_id=alone.pk,
            officer_id=alone.pk,
        )  # fmt: skip


def _confirm(paper: PaperItem, witness: Member, day: date) -> None:
    papers.confirm(
        paper_id=paper.pk, method=PaperMethod.BLACKED_OUT, destroyed_on=day, witness_id=witness.pk,
        officer_id=world.OFFICER,
    )  # fmt: skip


def test_no_paper_is_entered_after_the_destruction_and_none_of_others_is_waited_for(plan: DestructionPlan) -> None:
    with signed_in_as("worker"):
        other = world.make_somebody()
    papers.enter(
        subject_id=other.subject_id, activity=world.LETTERS, what="편지", case_number="1", place="여기", pages=1,
        officer_id=world.OFFICER,
    )  # fmt: skip
    assert executed(plan)
    assert signing.verify(plan.certificate.document)["paper"] == {}
    with pytest.raises(NothingToHold):
        entered(plan)


def test_staff_who_may_only_look_enter_nothing(client: Client, plan: DestructionPlan) -> None:
    clerk = _sit_down(client, make_officer("clerk", is_superuser=False))
    clerk.user_permissions.add(Permission.objects.get(codename="view_paperitem"))
    _reauthenticated(client, at=time.time())
    paper = entered(plan)
    assert client.post(reverse(f"{PAPERS}_enter"), {}).status_code == 403
    assert confirm(client, paper, make_officer("witness1")) == 403
    assert reverse(f"{PAPERS}_enter") not in client.get(reverse(f"{PAPERS}_changelist")).content.decode()
