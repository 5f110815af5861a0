"""Master keys in a folder: what running processes see, and what may be unlinked."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from privacy.vault.epochs import KeyFolder, Wrapping
from privacy.vault.exceptions import EpochInUse, EpochMissing, WrappingBroken

SUBJECT = UUID("01890000-0000-7000-8000-000000000001")
PLACE: dict[str, Any] = {"subject_id": SUBJECT, "activity": "membership"}
DATA_KEY = bytes(range(32))
# Made once under master key 07…07 with nonce 00…0b, by the primitives instead of the AEAD interface.
KNOWN = (
    "000102030405060708090a0b1880eb73190cdf4e7fbbef97ee5562f5f12d"
    "a49d0c7761260ed779a192ca731acb07b4d9e8b2b18e6e2217b59d53ad85"
)


@pytest.fixture
def folder(tmp_path: Path) -> KeyFolder:
    (tmp_path / "0001.key").write_bytes(bytes([7]) * 32)
    return KeyFolder(tmp_path)


def grow_older(path: Path, hours: int) -> None:
    then = time.time() - hours * 3600
    os.utime(path, (then, then))


def test_a_new_epoch_is_current_at_once_and_the_old_one_still_opens(folder: KeyFolder) -> None:
    running = Wrapping(folder)
    wrapped = running.wrap(DATA_KEY, epoch=running.current(), **PLACE)
    assert KeyFolder(folder._folder).create() == 2  # Another process.
    assert running.current() == 2
    assert running.unwrap(wrapped, epoch=1, **PLACE) == DATA_KEY
    assert folder.key(1) != folder.key(2)


def test_files_are_private_and_leave_nothing_beside_them(folder: KeyFolder, tmp_path: Path) -> None:
    folder.create()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0001.key", "0002.key"]
    assert (tmp_path / "0002.key").stat().st_mode & 0o777 == 0o600


def test_the_current_epoch_and_a_young_successors_are_not_unlinked(folder: KeyFolder, tmp_path: Path) -> None:
    with pytest.raises(EpochInUse, match="current"):
        folder.unlink(1, timedelta())
    folder.create()
    with pytest.raises(EpochInUse, match="grace"):
        folder.unlink(1, timedelta(hours=24))
    grow_older(tmp_path / "0002.key", hours=25)
    folder.unlink(1, timedelta(hours=24))
    with pytest.raises(EpochMissing):
        folder.key(1)


def test_a_short_or_missing_key_is_named(folder: KeyFolder, tmp_path: Path) -> None:
    (tmp_path / "0002.key").write_bytes(b"short")
    with pytest.raises(EpochMissing, match="epoch 2 has 5 bytes"):
        folder.key(2)
    with pytest.raises(EpochMissing, match="no master key"):
        KeyFolder(tmp_path / "elsewhere").current()


def test_known_answer(folder: KeyFolder) -> None:
    assert Wrapping(folder).unwrap(bytes.fromhex(KNOWN), epoch=1, **PLACE) == DATA_KEY


def test_a_wrapped_key_opens_only_in_its_place(folder: KeyFolder) -> None:
    folder.create()
    wrapping = Wrapping(folder)
    wrapped = wrapping.wrap(DATA_KEY, epoch=1, **PLACE)
    other = UUID(int=SUBJECT.int + 1)
    for epoch, subject, activity in [(2, SUBJECT, "membership"), (1, other, "membership"), (1, SUBJECT, "letters")]:
        with pytest.raises(WrappingBroken):
            wrapping.unwrap(wrapped, epoch=epoch, subject_id=subject, activity=activity)


def test_every_bit_counts(folder: KeyFolder) -> None:
    wrapping = Wrapping(folder)
    wrapped = wrapping.wrap(DATA_KEY, epoch=1, **PLACE)
    for bit in range(len(wrapped) * 8):
        broken = bytearray(wrapped)
        broken[bit // 8] ^= 1 << bit % 8
        with pytest.raises(WrappingBroken):
            wrapping.unwrap(bytes(broken), epoch=1, **PLACE)
