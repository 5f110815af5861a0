"""The officer decides: with a fresh proof of who she is, and the number typed."""

import time
from io import BytesIO

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import include, path, reverse
from pypdf import PdfReader
from pytest_django import Settings

from impix.desk import Desk
from members.models import Member
from privacy import codes, signing
from privacy.audit.models import AccessEvent
from privacy.destruction import admin, execution, grounds, services
from privacy.destruction.certificate import FORM
from privacy.destruction.hold_admin import HoldEventAdmin
from privacy.destruction.models import ArchiveEntry, DestructionPlan, DestructionReason, HoldEvent, PaperItem, PlanItem
from privacy.destruction.paper_admin import PaperItemAdmin
from tests.databases import signed_in_as
from tests.desk import make_officer, sit_down
from tests.privacy.destruction import world

desk = Desk(name="admin")
for model, page in (
    (DestructionPlan, admin.DestructionPlanAdmin),
    (DestructionReason, admin.DestructionReasonAdmin),
    (ArchiveEntry, admin.ArchiveEntryAdmin),
    (PlanItem, admin.PlanItemAdmin),
    (HoldEvent, HoldEventAdmin),
    (PaperItem, PaperItemAdmin),
):
    desk.register(model, page)
urlpatterns = [path("admin/", desk.urls), path("", include("allauth.urls"))]
pytestmark = pytest.mark.urls("tests.privacy.destruction.test_desk")


@pytest.fixture(autouse=True)
def _world(stores: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grounds, "kept", world.keep_letters)


@pytest.fixture
def officer(client: Client) -> Member:
    member = _sit_down(client, make_officer())
    _reauthenticated(client, at=time.time())
    return member


@pytest.fixture
def plan() -> DestructionPlan:
    with signed_in_as("worker"):
        world.leave([world.make_somebody("김하늘")])
        drafted = services.draft_plan()
    assert drafted is not None
    return drafted


def _sit_down(client: Client, member: Member) -> Member:
    member.set_password("correct horse battery")  # Who has none could not prove herself again.
    member.save()
    sit_down(client, member)
    return member


def _reauthenticated(client: Client, at: float) -> None:
    session = client.session
    methods = [{"method": name, "at": at, "reauthenticated": True} for name in ("password", "mfa")]
    session[RECORDS] = methods
    session.save()


def url(plan: DestructionPlan, action: str = "change") -> str:
    return reverse(f"admin:privacy_destruction_destructionplan_{action}", args=[plan.pk])


def state(plan: DestructionPlan) -> str:
    plan.refresh_from_db()
    return plan.state


def test_it_works(client: Client, officer: Member, plan: DestructionPlan) -> None:
    assert (
        str(plan.number) in client.get(reverse("admin:privacy_destruction_destructionplan_changelist")).content.decode()
    )
    page = client.get(url(plan)).content.decode()
    assert all(shown in page for shown in ("시험용 편지", "회원 탈퇴", world.LAW, "김*늘", plan.digest))
    assert "김하늘" not in page
    assert client.post(url(plan, "approve"), {"number": plan.number}).status_code == 302
    assert (state(plan), plan.approved_by) == ("approved", officer.pk)
    with signed_in_as("worker"):
        assert execution.execute(plan)
    plan.refresh_from_db()
    page = client.get(url(plan)).content.decode()
    assert url(plan, "certificate") in page
    assert signing.verify(client.get(url(plan, "certificate")).json())["plan"] == plan.number
    printed = PdfReader(BytesIO(client.get(f"{url(plan, 'certificate').rstrip('/')}.pdf").content))
    text = printed.pages[0].extract_text()
    code = codes.code_of(FORM, plan.pk)
    assert len(printed.pages) == 1
    assert all(shown in text for shown in ("개인정보 파기 확인서", "회원 탈퇴", world.LAW, code, str(officer.pk)))
    assert "김하늘" not in text
    for model in ("destructionreason", "archiveentry"):
        assert client.get(reverse(f"admin:privacy_destruction_{model}_changelist")).status_code == 200


def test_the_masked_sample_is_in_the_access_log(client: Client, officer: Member, plan: DestructionPlan) -> None:
    client.get(url(plan))
    event = AccessEvent.objects.get()
    assert (event.action, event.actor_id, sorted(event.items)) == ("list", officer.pk, ["mobile", "name"])
    assert event.private.reason == f"masked sample of plan {plan.number}"


def test_another_number_approves_nothing(client: Client, officer: Member, plan: DestructionPlan) -> None:
    assert client.post(url(plan, "approve"), {"number": plan.number + 1}).status_code == 422
    assert state(plan) == "draft"


@pytest.mark.parametrize(("action", "data"), [("approve", {"number": "1"}), ("reject", {"reason": "a mistake"})])
def test_who_authenticated_long_ago_does_so_again(
    client: Client, officer: Member, plan: DestructionPlan, action: str, data: dict[str, str]
) -> None:
    _reauthenticated(client, at=time.time() - 601)
    response = client.post(url(plan, action), data)
    assert response.status_code == 302
    assert "reauthenticate" in response["Location"]
    assert state(plan) == "draft"


def test_a_draft_is_rejected_with_a_reason(client: Client, officer: Member, plan: DestructionPlan) -> None:
    assert client.post(url(plan, "reject"), {"reason": ""}).status_code == 422
    assert client.post(url(plan, "reject"), {"reason": "one of them appealed"}).status_code == 302
    assert (state(plan), plan.closing_reason, plan.closed_by) == ("rejected", "one of them appealed", officer.pk)
    assert client.post(url(plan, "approve"), {"number": plan.number}).status_code == 422


def test_an_approval_is_taken_back_while_it_cools(
    client: Client, officer: Member, plan: DestructionPlan, settings: Settings
) -> None:
    settings.DESTRUCTION_COOLING_HOURS = 24
    assert "24시간" in client.get(url(plan)).content.decode()
    client.post(url(plan, "approve"), {"number": plan.number})
    assert client.post(url(plan, "cancel"), {"reason": "wrong month"}).status_code == 302
    assert state(plan) == "cancelled"


def test_staff_who_may_only_look_cannot_decide(client: Client, plan: DestructionPlan) -> None:
    clerk = _sit_down(client, make_officer("clerk", is_superuser=False))
    clerk.user_permissions.add(Permission.objects.get(codename="view_destructionplan"))
    _reauthenticated(client, at=time.time())
    page = client.get(url(plan))
    assert page.status_code == 200
    assert url(plan, "approve") not in page.content.decode()
    assert client.post(url(plan, "approve"), {"number": plan.number}).status_code == 403
    assert state(plan) == "draft"


def test_staff_without_the_right_see_nothing(client: Client, plan: DestructionPlan) -> None:
    sit_down(client, make_officer("clerk", is_superuser=False))
    assert {client.get(url(plan, action)).status_code for action in ("change", "certificate")} == {403}
