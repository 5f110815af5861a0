"""Master keys, one file per epoch, and the wrapping of data keys by them.

An epoch that is unlinked takes with it every backup of the vault whose keys it wrapped: destruction reaches the backups
on that day (policy art. 6; PIPA art. 21). The folder may be replaced by a key service: whatever implements
`MasterKeys` will do, and it unwraps epochs only, never single data keys.
"""

import os
import secrets
import time
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from privacy.vault.exceptions import EpochInUse, EpochMissing, WrappingBroken

KEY_BYTES = 32
NONCE_BYTES = 12
GRACE = timedelta(days=1)


class MasterKeys(Protocol):
    """Where the master keys of the epochs come from."""

    def current(self) -> int:
        """The epoch that new keys are wrapped by."""

    def key(self, epoch: int) -> bytes:
        """The master key of an epoch. Raises EpochMissing."""

    def born(self, epoch: int) -> datetime:
        """When an epoch began. Raises EpochMissing."""

    def epochs(self) -> list[int]:
        """All epochs that there are, in order."""

    def create(self, after: int | None = None) -> int:
        """Begin a new epoch, make it the current one, and say which is. With `after`: only if that one still is."""

    def unlink(self, epoch: int, grace: timedelta) -> None:
        """Destroy the master key of an epoch. Raises EpochInUse for the current one and a fresh predecessor."""


class KeyFolder:
    """Epochs as files `0001.key`, `0002.key`, … of 32 random bytes; the highest is current."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> int:
        """The highest epoch in the folder."""
        return self.epochs()[-1]

    def key(self, epoch: int) -> bytes:
        """Read at each call, so that running processes see new epochs and forget unlinked ones."""
        try:
            key = self._path(epoch).read_bytes()
        except FileNotFoundError:
            raise EpochMissing(f"Master key epoch {epoch} is not in {self._folder}.") from None
        if len(key) != KEY_BYTES:
            raise EpochMissing(f"Master key epoch {epoch} has {len(key)} bytes instead of {KEY_BYTES}.")
        return key

    def born(self, epoch: int) -> datetime:
        """The time of the file."""
        try:
            return datetime.fromtimestamp(self._path(epoch).stat().st_mtime, UTC)
        except FileNotFoundError:
            raise EpochMissing(f"Master key epoch {epoch} is not in {self._folder}.") from None

    def create(self, after: int | None = None) -> int:
        """Write the next epoch's file; it exists completely or not at all."""
        epoch = (after or self.epochs()[-1]) + 1
        part = self._folder / f".{epoch:04d}.{os.getpid()}.part"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(part, self._path(epoch))  # Unlike a rename, never replaces an epoch that somebody else made.
        except FileExistsError:
            if after is None:
                raise
            epoch = self.epochs()[-1]
        finally:
            part.unlink()
        self._sync()
        return epoch

    def unlink(self, epoch: int, grace: timedelta) -> None:
        """Remove the file; refused while a process could still wrap by this epoch."""
        if epoch == self.current():
            raise EpochInUse(f"Epoch {epoch} is the current one.")
        successor = min(other for other in self.epochs() if other > epoch)
        if time.time() - self._path(successor).stat().st_mtime < grace.total_seconds():
            raise EpochInUse(f"Epoch {successor} is younger than the grace period.")
        self._path(epoch).unlink(missing_ok=True)
        self._sync()

    def epochs(self) -> list[int]:
        """The numbers of the files."""
        epochs = sorted(int(path.stem) for path in self._folder.glob("*.key") if path.stem.isdecimal())
        if not epochs:
            raise EpochMissing(f"There is no master key in {self._folder}.")
        return epochs

    def _path(self, epoch: int) -> Path:
        return self._folder / f"{epoch:04d}.key"

    def _sync(self) -> None:
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def master_keys() -> MasterKeys:
    """The master keys of this installation."""
    return KeyFolder(Path(settings.MASTER_KEY_DIR))


class Wrapping:
    """Wraps and unwraps data keys; holds master keys for one call of a service, not longer."""

    def __init__(self, keys: MasterKeys) -> None:
        self._keys = keys
        self._cipher = lru_cache(maxsize=None)(lambda epoch: AESGCM(keys.key(epoch)))

    def current(self) -> int:
        """The epoch to wrap by."""
        return self._keys.current()

    def wrap(self, key: bytes, *, epoch: int, subject_id: UUID, activity: str) -> bytes:
        """Nonce and ciphertext of a data key, bound to its epoch, subject and activity."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher(epoch).encrypt(nonce, key, _binding(epoch, subject_id.bytes, activity))

    def unwrap(self, wrapped: bytes, *, epoch: int, subject_id: UUID, activity: str) -> bytes:
        """The data key. Raises WrappingBroken and EpochMissing."""
        return self.unwrap_packed(wrapped, epoch=epoch, subject=subject_id.bytes, activity=activity)

    def unwrap_packed(self, wrapped: bytes, *, epoch: int, subject: bytes, activity: str) -> bytes:
        """The same for the 16 bytes of a subject's id."""
        binding = _binding(epoch, subject, activity)
        try:
            return self._cipher(epoch).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], binding)
        except InvalidTag:
            raise WrappingBroken(f"The {activity} key of subject {subject.hex()[-8:]} does not open.") from None


def _binding(epoch: int, subject: bytes, activity: str) -> bytes:
    return b"impix data key 1" + epoch.to_bytes(4, "big") + subject + activity.encode()
