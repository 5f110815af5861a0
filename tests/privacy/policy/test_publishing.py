"""A draft is published only when nothing is missing, in time, and once; what is announced can be taken back."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import translation

from privacy.clocks import add_days
from privacy.policy import publishing, services
from privacy.policy.exceptions import ActivityClosed, CannotPublish, CannotWithdraw
from privacy.policy.models import (
    ChangeNote,
    KnownGap,
    PolicyActivity,
    PolicyItem,
    PolicyTransfer,
    PolicyVersion,
    Remedy,
    VersionWithdrawal,
    WhitelistedItem,
)
from privacy.policy.publishing import create_draft, earliest_effective, publish, refusals, withdraw
from privacy.registry import Registry
from tests.privacy.policy.test_disclosure import declared

pytestmark = pytest.mark.django_db
OFFICER = UUID(int=7)
TODAY = datetime(2026, 11, 26, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The apps declare what this test says; messages, unless it says otherwise."""

    def use(*args: Any, **kwargs: Any) -> None:
        found: Registry = declared(*args, **kwargs)
        monkeypatch.setattr(services, "registry", lambda: found)
        monkeypatch.setattr(publishing, "registry", lambda: found)

    use("messages", "message")
    return use


def second() -> PolicyVersion:
    return PolicyVersion.objects.get(number=2)


def codes(effective_at: date | None = None) -> set[str]:
    return {refusal.code for refusal in refusals(second(), effective_at=effective_at)}


@time_machine.travel(TODAY, tick=False)
def test_publishing_announces_today_and_opens_the_activity_on_its_day() -> None:
    with pytest.raises(ActivityClosed):
        services.require_open("messages")
    published = publish(number=2, effective_at=date(2026, 12, 26))
    assert (published.announced_at, published.effective_at) == (date(2026, 11, 26), date(2026, 12, 26))
    assert published.worse_for_members
    assert services.latest_announced() == published
    with time_machine.travel(datetime(2026, 12, 25, 14, 59, tzinfo=UTC)):
        assert services.effective_version().number == 1
        with pytest.raises(ActivityClosed):
            services.require_open("messages")
    with time_machine.travel(datetime(2026, 12, 25, 15, 0, tzinfo=UTC)):
        assert services.effective_version().number == 2
        services.require_open("messages")
        assert services.needs_consent("messages", 1)


@time_machine.travel(TODAY, tick=False)
def test_what_is_published_cannot_be_edited_or_published_again() -> None:
    publish(number=2, effective_at=date(2026, 12, 26))
    for part in (ChangeNote, Remedy):
        with pytest.raises(IntegrityError, match="published"), transaction.atomic():
            part._default_manager.filter(version=2).delete()
    with pytest.raises(IntegrityError, match="published"), transaction.atomic():
        PolicyTransfer.objects.create(version_id=2, position=0, country_en="Nowhere")
    with pytest.raises(CannotPublish, match="already"):
        publish(number=2, effective_at=date(2027, 12, 26))


@time_machine.travel(TODAY, tick=False)
def test_thirty_days_where_it_is_worse_for_members_and_seven_where_not() -> None:
    assert earliest_effective(second()) == date(2026, 12, 26)
    assert codes(date(2026, 12, 25)) == {"date"}
    assert codes(date(2026, 12, 26)) == set()
    with pytest.raises(CannotPublish, match="2026-12-26"):
        publish(number=2, effective_at=date(2026, 12, 25))
    better = create_draft()
    PolicyItem.objects.filter(version=better, code="gender").delete()
    assert publishing.notice_days(better) == 7
    assert earliest_effective(better) == date(2026, 12, 3)
    owner = PolicyActivity.objects.get(version=better, code="membership")
    PolicyItem.objects.create(version=better, activity=owner, position=900, code="height", required=False)
    assert publishing.notice_days(better) == 30


def test_a_date_in_the_past_is_refused() -> None:
    assert "date" in codes(add_days(publishing.today(), -1))


def spoil_the_item(only: Any) -> None:
    only("messages", "message", "blood_type")


def spoil_the_activity(only: Any) -> None:
    only("fortune_telling", "name")


def spoil_the_translation(only: Any) -> None:
    Remedy.objects.filter(version=2, position=0).update(name_ko=" ")


def spoil_both_languages(only: Any) -> None:
    PolicyActivity.objects.filter(version=2, code="messages").update(purpose_ko="", purpose_en="")


def spoil_the_refusal(only: Any) -> None:
    PolicyActivity.objects.filter(version=2, code="messages").update(refusal_ko="", refusal_en="")


def spoil_the_ground(only: Any) -> None:
    PolicyActivity.objects.filter(version=2, code="agents").update(basis_ko="", basis_en="")


def spoil_the_summary(only: Any) -> None:
    PolicyVersion.objects.filter(number=2).update(summary_en="")


def spoil_the_items(only: Any) -> None:
    PolicyItem.objects.filter(version=2, activity__code="sensitive").delete()
    only("access_log", "access_record")


def spoil_the_provision(only: Any) -> None:
    WhitelistedItem.objects.filter(version=2, recipient__code="companies").delete()


def spoil_the_explanation(only: Any) -> None:
    ChangeNote.objects.filter(version=2, place="article:4").delete()


@pytest.mark.parametrize(
    ("spoil", "code", "words"),
    [
        (spoil_the_item, "item", "blood_type"),
        (spoil_the_activity, "activity", "fortune_telling"),
        (spoil_the_translation, "translation", "name"),
        (spoil_both_languages, "translation", "purpose"),
        (spoil_the_refusal, "translation", "refusal"),
        (spoil_the_ground, "translation", "basis"),
        (spoil_the_summary, "summary", "summary"),
        (spoil_the_items, "notice", "sensitive"),
        (spoil_the_provision, "notice", "provision_companies"),
        (spoil_the_explanation, "explanation", "article:4"),
    ],
)
def test_publishing_refuses_and_names_the_gap(spoil: Any, code: str, words: str, only: Any) -> None:
    spoil(only)
    found = [refusal for refusal in refusals(second()) if refusal.code == code]
    assert any(words in refusal.text for refusal in found)
    with pytest.raises(CannotPublish, match=words):
        publish(number=2, effective_at=add_days(publishing.today(), 60))
    assert second().published_at is None


def test_a_listed_gap_is_no_obstacle(only: Any) -> None:
    only("fortune_telling", "name")
    KnownGap.objects.create(
        version_id=2, position=0, activity="fortune_telling", direction="undisclosed",
        subject_ko="점", subject_en="x", reason_ko="점", reason_en="x",
    )  # fmt: skip
    assert codes() == set()


@time_machine.travel(TODAY, tick=False)
def test_an_announced_version_is_taken_back_once_and_never_takes_effect() -> None:
    with pytest.raises(CannotWithdraw):
        withdraw(number=2, reason="A draft is not announced.", officer=OFFICER)
    publish(number=2, effective_at=date(2026, 12, 26))
    third = create_draft()
    assert {refusal.code for refusal in refusals(third)} == {"announced"}
    withdraw(number=2, reason="A mistake in article 4.", officer=OFFICER)
    assert services.effective_version(on=date(2027, 1, 1)).number == 1
    assert second().published_at is not None
    with pytest.raises(CannotWithdraw):
        withdraw(number=2, reason="Again.", officer=OFFICER)
    assert "announced" not in {refusal.code for refusal in refusals(third)}


@time_machine.travel(TODAY, tick=False)
def test_what_is_in_force_cannot_be_taken_back_by_anybody() -> None:
    publish(number=2, effective_at=date(2026, 12, 26))
    with time_machine.travel(datetime(2026, 12, 26, 3, tzinfo=UTC)), pytest.raises(CannotWithdraw):
        withdraw(number=2, reason="Too late.", officer=OFFICER)
    with pytest.raises(IntegrityError, match="not announced"), transaction.atomic():
        VersionWithdrawal.objects.create(version_id=1, reason="Never.", withdrawn_by=OFFICER)


def test_a_new_draft_is_a_copy_that_changes_nothing() -> None:
    third = create_draft()
    assert third.number == 3
    assert services.changes_between(1, third) == ()
    assert (third.source_en, third.published_at, third.summary_ko) == ("", None, "")
    assert third.blocks.count() == PolicyVersion.objects.get(number=1).blocks.count()
    assert create_draft().number == 4
