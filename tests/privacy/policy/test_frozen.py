"""A published version cannot change, whoever asks; a draft can."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from privacy.policy.loading import SIMPLE_PARTS
from privacy.policy.models import (
    Article,
    Block,
    PolicyActivity,
    PolicyItem,
    PolicyRecipient,
    PolicyTransfer,
    PolicyVersion,
    Remedy,
    WhitelistedItem,
)
from tests.databases import signed_in_as

PARTS: list[Any] = [
    Article,
    Block,
    PolicyActivity,
    PolicyItem,
    PolicyRecipient,
    WhitelistedItem,
    *(part for part in SIMPLE_PARTS.values() if part is not PolicyTransfer),
]


def draft(number: int = 90) -> PolicyVersion:
    """A version that nobody has published."""
    return PolicyVersion.objects.create(
        number=number, title_ko="초안", title_en="Draft", officer_ko="이", officer_en="Lee", officer_phone="1"
    )


@pytest.fixture
def owner(transactional_db: None) -> Iterator[None]:
    """Even the owner of the tables is refused."""
    with signed_in_as("owner"):
        yield


def refuse(action: models.QuerySet[Any], **values: Any) -> None:
    """Update, or delete where no values are given, and expect the database to refuse."""
    attempt = partial(action.update, **values) if values else partial(action._raw_delete, "default")
    with pytest.raises(IntegrityError, match="published"), transaction.atomic():
        attempt()


@pytest.mark.django_db
@pytest.mark.parametrize("part", PARTS)
def test_no_part_of_a_published_version_changes(part: Any) -> None:
    PolicyVersion.objects.filter(number=2).update(effective_at="2027-01-01", published_at=timezone.now())
    rows = part._default_manager.filter(version__in=(1, 2))
    assert rows.exists()
    refuse(rows, position=models.F("position") + 1000)
    refuse(rows)


@pytest.mark.django_db
def test_the_published_version_itself_does_not_change() -> None:
    rows = PolicyVersion.objects.filter(number=1)
    for values in ({"source_en": "other"}, {"published_at": None}, {"effective_at": "2030-01-01"}, {}):
        refuse(rows, **values)


def test_not_even_for_the_owner(owner: None) -> None:
    refuse(PolicyVersion.objects.filter(number=1), source_en="other")
    refuse(Block.objects.filter(version=1), text_ko="other")
    with pytest.raises(IntegrityError, match="never truncated"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE privacy_policy_policyversion CASCADE")


@pytest.mark.django_db
def test_nothing_is_added_to_a_published_version() -> None:
    with pytest.raises(IntegrityError, match="published"), transaction.atomic():
        Remedy.objects.create(version_id=1, position=99, name_ko="가", name_en="a", phone="1", website="a.kr")


@pytest.mark.django_db
def test_a_part_of_a_draft_cannot_hang_on_a_published_one() -> None:
    article = Article.objects.get(version=1, number=3)
    with pytest.raises(IntegrityError, match="another version"), transaction.atomic():
        Block.objects.create(version=draft(), article=article, position=1, kind="paragraph", text_en="smuggled")


@pytest.mark.django_db
def test_a_draft_changes_until_it_is_published() -> None:
    version = draft()
    remedy = Remedy.objects.create(version=version, position=0, name_ko="가", name_en="a", phone="1", website="a.kr")
    Remedy.objects.filter(pk=remedy.pk).update(phone="2")
    version.effective_at, version.published_at = timezone.now().date(), timezone.now()
    version.save()
    refuse(Remedy.objects.filter(pk=remedy.pk), phone="3")
    remedy.refresh_from_db()
    assert remedy.phone == "2"
