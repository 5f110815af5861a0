"""Records come into the archive sealed, once, and are shown only as they were compared."""

import dataclasses
from collections.abc import Iterator
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from privacy.archive import transfer
from privacy.archive.exceptions import TransferBroken
from privacy.archive.models import ArchivedRecord
from privacy.vault.exceptions import WrappingBroken
from tests.databases import signed_in_as

PARCEL = transfer.Parcel(
    id=uuid4(),
    subject_id=uuid4(),
    preservation="complaints",
    law="전자상거래법 시행령 제6조",
    items=("letter",),
    keep_until=date(2029, 11, 23),
    content="불만의 내용".encode(),
)


@pytest.fixture(autouse=True)
def _worker(committed_db: None) -> Iterator[None]:
    with signed_in_as("worker"):
        yield


def body() -> bytes:
    return bytes(ArchivedRecord.objects.get().body)


def test_it_works() -> None:
    hashes = transfer.store([PARCEL], token=1)
    record = ArchivedRecord.objects.get()
    assert (record.visible, PARCEL.content in body()) == (False, False)
    assert transfer.show(hashes) == 1
    assert transfer.open_record(ArchivedRecord.objects.get(visible=True)) == PARCEL.content


def test_done_again_it_is_one_record_with_the_later_bytes() -> None:
    transfer.store([PARCEL], token=1)
    later = dataclasses.replace(PARCEL, content=b"edited meanwhile")
    transfer.show(transfer.store([later], token=1))
    assert transfer.open_record(ArchivedRecord.objects.get()) == b"edited meanwhile"


def test_a_worker_that_was_taken_over_cannot_overwrite_its_successor() -> None:
    hashes = transfer.store([PARCEL], token=2)
    with pytest.raises(TransferBroken):
        transfer.store([dataclasses.replace(PARCEL, content=b"stale")], token=1)
    assert transfer.show(hashes) == 1
    assert transfer.open_record(ArchivedRecord.objects.get()) == PARCEL.content


def test_what_is_visible_is_never_replaced() -> None:
    transfer.show(transfer.store([PARCEL], token=1))
    before = body()
    with pytest.raises(TransferBroken):
        transfer.store([dataclasses.replace(PARCEL, content=b"nothing")], token=9)
    assert body() == before


def test_showing_is_all_or_nothing() -> None:
    hashes = transfer.store([PARCEL], token=1)
    for wrong in (hashes | {uuid4(): bytes(32)}, {PARCEL.id: bytes(32)}):
        with pytest.raises(TransferBroken):
            transfer.show(wrong)
    assert not ArchivedRecord.objects.get().visible


@pytest.mark.parametrize(
    "change", [{"law": "another law"}, {"keep_until": date(2099, 1, 1)}, {"subject_id": UUID(int=7)}]
)
def test_a_record_that_was_altered_does_not_open(change: dict[str, object]) -> None:
    transfer.store([PARCEL], token=1)
    ArchivedRecord.objects.update(**change)
    with pytest.raises((TransferBroken, WrappingBroken)):
        transfer.open_record(ArchivedRecord.objects.get())


def test_without_the_archives_key_nothing_opens(settings: Settings) -> None:
    transfer.store([PARCEL], token=1)
    settings.ARCHIVE_KEY_DIR = None
    with pytest.raises(ImproperlyConfigured, match="ARCHIVE_KEY_DIR"):
        transfer.open_record(ArchivedRecord.objects.get())
