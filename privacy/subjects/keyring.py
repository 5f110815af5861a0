"""The keys of one request or one task batch."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacy.subjects import envelope
from privacy.subjects.exceptions import KeyDestroyed
from privacy.vault.services import load_packed_keys

LONGEST = 60.0


class Keyring:
    """Keys loaded so far, and whether the scope they were loaded for still lasts.

    There is no ring for a whole process: a key that was destroyed elsewhere is forgotten here with the request. Where a
    request or task lasts longer than a minute, its keys are asked for again.
    """

    __slots__ = ("_ciphers", "_keys", "disclosed_files", "fresh_until", "is_live")

    def __init__(self) -> None:
        self.is_live = True
        self.fresh_until = monotonic() + LONGEST
        self.disclosed_files: set[str] = set()
        # By the bytes of the subject's id: a UUID hashes slowly.
        self._keys: dict[str, dict[bytes, bytes | None]] = {}
        self._ciphers: dict[str, dict[bytes, AESGCM]] = {}

    def load(self, wanted: Mapping[str, Iterable[UUID]]) -> None:
        """Load the keys that are not here yet, in one query at most."""
        self._forget_old_keys()
        missing = {}
        for activity, subjects in wanted.items():
            known = self._keys.setdefault(activity, {})
            if new := {subject.bytes for subject in subjects} - known.keys():
                missing[activity] = new
        if not missing:
            return
        for activity, found in load_packed_keys(missing).items():
            self._keys[activity].update(dict.fromkeys(missing[activity]))
            self._keys[activity].update(found)

    def key(self, activity: str, subject_id: UUID) -> bytes:
        """The data key. Raises KeyDestroyed."""
        self._forget_old_keys()
        if subject_id.bytes not in self._keys.get(activity, ()):
            self.load({activity: [subject_id]})
        key = self._keys[activity][subject_id.bytes]
        if key is None:
            raise KeyDestroyed(f"The {activity} key of subject {str(subject_id)[-8:]} does not exist.")
        return key

    def cipher(self, activity: str, subject_id: UUID) -> AESGCM:
        """The cipher for values of the subject. Raises KeyDestroyed."""
        self._forget_old_keys()
        known = self._ciphers.setdefault(activity, {})
        cipher = known.get(subject_id.bytes)
        if cipher is None:
            cipher = known[subject_id.bytes] = envelope.values_cipher(self.key(activity, subject_id))
        return cipher

    def _forget_old_keys(self) -> None:
        if monotonic() > self.fresh_until:
            self._keys.clear()
            self._ciphers.clear()
            self.fresh_until = monotonic() + LONGEST

    def close(self) -> None:
        """Forget the keys; what was opened with them is unreadable from now on."""
        self.is_live = False
        self._keys.clear()
        self._ciphers.clear()
        self.disclosed_files.clear()


_current: ContextVar[Keyring | None] = ContextVar("keyring", default=None)


def current_keyring() -> Keyring | None:
    """The ring of the scope that this code runs in."""
    return _current.get()


@contextmanager
def new_keyring() -> Iterator[Keyring]:
    """A ring for the block; a ring around it is hidden meanwhile."""
    ring = Keyring()
    token = _current.set(ring)
    try:
        yield ring
    finally:
        _current.reset(token)
        ring.close()


@contextmanager
def keyring_for_writing() -> Iterator[Keyring]:
    """The ring of the scope, or one for this statement: a writer may seal values that it could not read."""
    ring = _current.get()
    if ring is not None:
        yield ring
    else:
        with new_keyring() as ring:
            yield ring


def cipher_for_writing(activity: str, subject_id: UUID) -> AESGCM:
    """The cipher to seal a value with. Raises KeyDestroyed; never makes a key."""
    ring = _current.get()
    if ring is not None:
        return ring.cipher(activity, subject_id)
    with new_keyring() as ring:
        return ring.cipher(activity, subject_id)
