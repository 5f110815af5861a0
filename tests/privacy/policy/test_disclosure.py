"""What the policy discloses may run; what it does not is off, and every gap is a listed one (rule 1)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from privacy.declarations import Activity, AppDeclarations, Basis, Clock, Personal
from privacy.policy import services
from privacy.policy.checks import uncovered
from privacy.policy.exceptions import ActivityClosed, NoEffectiveVersion
from privacy.policy.loading import VERSION_1, read
from privacy.policy.models import PolicyActivity, PolicyItem, WhitelistedItem
from privacy.registry import Registry, registry
from tests.privacy.policy.test_frozen import draft


def activity(code: str, basis: Basis = Basis.CONSENT) -> Activity:
    return Activity(code, code, code, basis, Clock("consent", years=3))


def declared(code: str, *items: str, basis: Basis = Basis.CONSENT) -> Registry:
    """A registry with one activity and one model with these items."""
    model = Personal("app.Model", activity=code, items={item: item for item in items})
    return Registry([AppDeclarations("app", (model,), (activity(code, basis),))])


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Lets the services see one declared activity."""

    def use(*args: Any, **kwargs: Any) -> None:
        found = declared(*args, **kwargs)
        monkeypatch.setattr(services, "registry", lambda: found)

    return use  # type: ignore[return-value]


def test_every_declared_item_is_disclosed_or_a_listed_gap() -> None:
    found = uncovered(registry(), read(VERSION_1 / "version.json"))
    assert [gap for gap in found if not gap[0].startswith("test-")] == []


@pytest.mark.parametrize(
    ("code", "items", "missing"),
    [
        ("membership", ["name", "ip_address"], []),
        ("membership", ["name", "blood_type"], [("membership", "blood_type")]),
        ("membership", ["birth_date"], [("membership", "birth_date")]),
        ("fortune_telling", ["name"], [("fortune_telling", ""), ("fortune_telling", "name")]),
        ("messages", ["anything"], []),
        ("provision_companies", ["name", "career", "email"], []),
        ("provision_companies", ["gender"], [("provision_companies", "gender")]),
    ],
)
def test_the_check_names_what_is_not_covered(code: str, items: list[str], missing: list[tuple[str, str]]) -> None:
    assert sorted(uncovered(declared(code, *items), read(VERSION_1 / "version.json"))) == missing


@pytest.mark.django_db
def test_a_disclosed_activity_is_open(only: Any) -> None:
    only("membership", "name", "gender", "ip_address")
    services.require_open("membership")
    assert services.closed_activities() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "items", [("messages", "text"), ("membership", "name", "mac_address"), ("membership", "pulse")]
)
def test_an_undisclosed_activity_is_off(only: Any, items: tuple[str, ...]) -> None:
    only(*items)
    with pytest.raises(ActivityClosed, match=items[0]):
        services.require_open(items[0])
    assert [found.code for found in services.closed_activities()] == [items[0]]


@pytest.mark.django_db
def test_what_a_statute_demands_is_never_off(only: Any) -> None:
    only("access_log", "actor", basis=Basis.STATUTE)
    services.require_open("access_log")


@pytest.mark.django_db
def test_embedded_mode_switches_on_and_only_embedded_mode(only: Any, settings: Settings) -> None:
    only("messages", "text")
    settings.UNDISCLOSED_ACTIVITIES = ["messages"]
    services.require_open("messages")
    assert services.switched_on() == {"messages"}
    settings.EMBEDDED = False
    with pytest.raises(ActivityClosed):
        services.require_open("messages")


@pytest.mark.django_db
def test_publishing_a_version_that_discloses_it_opens_the_activity(only: Any) -> None:
    only("messages", "text")
    version = draft()
    row = PolicyActivity.objects.create(version=version, position=0, code="messages", required=False)
    PolicyItem.objects.create(version=version, activity=row, position=0, code="text", required=True)
    assert not services.is_open("messages")
    version.effective_at = version.published_at = timezone.now()
    version.save()
    assert services.effective_version() == version
    services.require_open("messages")


@pytest.mark.django_db
def test_the_effective_version_is_the_latest_in_force() -> None:
    version = draft()
    assert services.effective_version().number == 1
    version.effective_at, version.published_at = timezone.datetime(2090, 1, 1).date(), timezone.now()  # type: ignore[attr-defined]
    version.save()
    assert services.effective_version().number == 1
    assert services.effective_version(on=version.effective_at) == version
    with pytest.raises(NoEffectiveVersion):
        services.effective_version(on=timezone.datetime(2020, 3, 15).date())  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_the_whitelist_of_companies_is_that_of_rule_13() -> None:
    listed = services.listed_under("companies", [1])[1]
    assert {"name", "birth_date", "address", "mobile", "phone", "email", "education", "career"} <= listed.items
    assert not {"gender", "nickname", "login_id"} & listed.items
    assert listed.contact == {"mobile", "phone", "email"}
    found = WhitelistedItem.objects.filter(version=1, recipient__code="companies")
    assert set(found.values_list("item__activity__code", flat=True)) == {"job_matching"}
