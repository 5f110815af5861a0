"""What the officer sees of policy and consents."""

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.test import Client
from django.urls import include, path, reverse
from pytest_django import Settings

from privacy.consent.models import ConsentEvent
from privacy.consent.services import give
from privacy.policy import services
from privacy.policy.models import KnownGap, PolicyVersion
from privacy.policy.services import notice
from privacy.registry import Registry
from privacy.subjects.services import create_subject
from tests.desk import make_officer, sit_down
from tests.privacy.policy.test_disclosure import declared

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.urls("tests.privacy.policy.test_desk")]
urlpatterns = [
    *i18n_patterns(path("admin/", admin.site.urls), prefix_default_language=False),
    path("privacy/", include("privacy.policy.urls")),
    path("", include("allauth.urls")),
]
PAGES = [
    "privacy_policy_policyversion",
    "privacy_policy_knowngap",
    "privacy_policy_policyitem",
    "privacy_policy_itemrelaxation",
    "privacy_policy_preservationrule",
    "privacy_policy_preservationactivation",
    "privacy_policy_translationconfirmation",
    "privacy_policy_currentcontact",
    "privacy_consent_consentevent",
]


@pytest.fixture(autouse=True)
def _seated(client: Client) -> None:
    sit_down(client, make_officer())


@pytest.mark.parametrize("page", PAGES)
def test_every_list_opens_and_offers_no_change(client: Client, page: str) -> None:
    subject = create_subject()
    give(subject_id=subject.pk, activity="membership", language="ko", shown_hash=notice("membership", "ko").hash)
    shown = client.get(reverse(f"admin:{page}_changelist"))
    assert shown.status_code == 200
    assert "/add/" not in shown.content.decode()


@pytest.mark.parametrize("row", [PolicyVersion, KnownGap])
def test_a_page_changes_nothing(client: Client, row: type[PolicyVersion | KnownGap]) -> None:
    first = row._default_manager.order_by("pk").first()
    assert first is not None
    address = reverse(f"admin:privacy_policy_{row._meta.model_name}_change", args=[first.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"title_en": "Other"}).status_code == 403


def test_a_consent_shows_no_name_and_cannot_be_changed(client: Client) -> None:
    event = give(
        subject_id=create_subject().pk,
        activity="membership",
        language="ko",
        shown_hash=notice("membership", "ko").hash,
    )
    address = reverse("admin:privacy_consent_consentevent_change", args=[event.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"kind": "refused"}).status_code == 403
    assert ConsentEvent.objects.get(pk=event.pk).kind == "given"


def test_the_desk_names_what_is_off_and_what_is_on_for_demonstration(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: Registry = declared("messages", "text")
    monkeypatch.setattr(services, "registry", lambda: found)
    address = f"/en{reverse('admin:privacy_policy_policyversion_changelist')}"
    assert "does not disclose it: messages" in client.get(address).content.decode()
    settings.UNDISCLOSED_ACTIVITIES = ["messages"]
    assert "Demonstration only" in client.get(address).content.decode()
