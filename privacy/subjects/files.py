"""Encrypted files: what is uploaded about a person lies on the disk under a key of its own (policy art. 7).

A file is named `<activity>/<subject>/<file uuid>`. Its key is derived from the key of that subject and activity and
from the name: the storage needs nothing but the name, a file does not open under another one, and it dies with the key.

Format: `IMPX`, version, log2 of the chunk length, 8 random bytes; then chunks of AES-256-GCM, whose nonce is the random
bytes and the number, and whose authenticated data are header, name, number, and whether it is the last.
"""

import io
import logging
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible

from privacy.subjects import envelope
from privacy.subjects.exceptions import KeyDestroyed, NotDisclosed, NotProcessing, SealBroken
from privacy.subjects.keyring import Keyring, current_keyring, keyring_for_writing

logger = logging.getLogger(__name__)

CHUNK_BITS = 16
CHUNK = 1 << CHUNK_BITS
TAG = 16
PREFIX_BYTES = 8
MAGIC = b"IMPX\x01" + bytes([CHUNK_BITS])
HEADER_BYTES = len(MAGIC) + PREFIX_BYTES
NAME = re.compile(r"(?P<activity>[a-z0-9_.-]+)/(?P<subject>[0-9a-f-]{36})/(?P<file>[0-9a-f-]{36})")


class _Chunks:
    """Encrypts and decrypts the chunks of one file."""

    def __init__(self, cipher: AESGCM, header: bytes, name: str) -> None:
        self._cipher = cipher
        self._name = name
        self._prefix = header[len(MAGIC) :]
        self._binding = header + name.encode()

    def seal(self, number: int, plain: bytes, *, last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(number), plain, self._bound(number, last))

    def open(self, number: int, sealed: bytes, *, last: bool) -> bytes:
        try:
            return self._cipher.decrypt(self._nonce(number), sealed, self._bound(number, last))
        except InvalidTag:
            raise _broken(self._name, "A chunk of the file was altered, cut or moved.") from None

    def _nonce(self, number: int) -> bytes:
        return self._prefix + number.to_bytes(4, "big")

    def _bound(self, number: int, last: bool) -> bytes:
        return self._binding + number.to_bytes(4, "big") + bytes([last])


class SealedReader(io.RawIOBase):
    """Reads a sealed file anywhere in it. The last chunk is opened first, so a cut file yields nothing at all."""

    def __init__(self, file: IO[bytes], data_key: bytes, name: str) -> None:
        self._file = file
        header = file.read(HEADER_BYTES)
        if len(header) != HEADER_BYTES or not header.startswith(MAGIC):
            raise _broken(name, "The file is not a sealed file, or of an unknown version.")
        self._chunks = _Chunks(envelope.file_cipher(data_key, name), header, name)
        self.size = plain_size(name, os.fstat(file.fileno()).st_size)
        self._last = max(self.size - 1, 0) >> CHUNK_BITS
        self._at = 0
        self._held = self._load(self._last)

    def _load(self, number: int) -> tuple[int, bytes]:
        self._file.seek(HEADER_BYTES + number * (CHUNK + TAG))
        sealed = self._file.read(CHUNK + TAG)
        return number, self._chunks.open(number, sealed, last=number == self._last)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        if start + offset < 0:
            raise ValueError("There is nothing before the start of a file.")
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        if self._at >= self.size:
            return 0
        number, start = self._at >> CHUNK_BITS, self._at & (CHUNK - 1)
        if self._held[0] != number:
            self._held = self._load(number)
        part = self._held[1][start : start + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        self._file.close()
        super().close()


def plain_size(name: str, sealed_size: int) -> int:
    """The length of the content of a sealed file. Raises SealBroken for a length that none has."""
    body = sealed_size - HEADER_BYTES
    full, rest = divmod(body, CHUNK + TAG)
    if body < TAG or 0 < rest < TAG:
        raise _broken(name, "The file was cut.")
    return full * CHUNK + max(rest - TAG, 0)


def file_name(*, activity: str, subject_id: UUID, file_id: UUID) -> str:
    """The name of a file about a subject."""
    return f"{activity}/{subject_id}/{file_id}"


@deconstructible
class SealedFileStorage(Storage):
    """Stores encrypted files under settings.FILES_DIR; opens only those that a disclosure named."""

    @property
    def folder(self) -> Path:
        """Where the files lie."""
        return Path(settings.FILES_DIR)

    def path(self, name: str) -> str:
        """The path of the ciphertext. Raises SuspiciousFileOperation for a name that is none of ours."""
        if not NAME.fullmatch(name) or ".." in name:
            raise SuspiciousFileOperation("A sealed file is named <activity>/<subject>/<file>.")
        return str(self.folder / name)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Names are unique by their uuid and part of the encryption: they are never changed."""
        return name

    def exists(self, name: str) -> bool:
        return os.path.exists(self.path(name))

    def delete(self, name: str) -> None:
        Path(self.path(name)).unlink(missing_ok=True)

    def discard(self, name: str) -> None:
        """Delete a file, and what a writer that was killed left of it."""
        path = Path(self.path(name))
        for part in path.parent.glob(f".{path.name}.*.part"):
            part.unlink(missing_ok=True)
        path.unlink(missing_ok=True)

    def size(self, name: str) -> int:
        """The length of the content, without opening it."""
        return plain_size(name, os.path.getsize(self.path(name)))

    def url(self, name: str | None) -> str:
        """Refused: a file about a person is served by a view that discloses it."""
        raise NotDisclosed("Sealed files have no address.")

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        ring = current_keyring()
        if ring is None or name not in ring.disclosed_files:
            raise NotDisclosed("The file is sealed: disclose its row first.")
        if mode != "rb":
            raise ValueError("Sealed files are opened for reading and written as a whole.")
        path = self.path(name)
        data_key = _data_key(ring, name)
        file = open(path, "rb")
        try:
            return File(io.BufferedReader(SealedReader(file, data_key, name), CHUNK), name=name)
        except SealBroken:
            file.close()
            raise

    def _save(self, name: str, content: "File[Any]") -> str:
        path = Path(self.path(name))
        with keyring_for_writing() as ring:
            try:
                data_key = _data_key(ring, name)
            except KeyDestroyed as error:
                raise NotProcessing(str(error)) from error
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        try:
            with open(part, "xb", opener=lambda file, flags: os.open(file, flags, 0o600)) as file:
                for block in _sealed(content, data_key, name):
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
            os.link(part, path)  # Complete or not at all, and never over another file.
        finally:
            part.unlink(missing_ok=True)
        _sync(path.parent)
        return name


def _broken(name: str, why: str) -> SealBroken:
    logger.error("seal broken", extra={"file": name})
    return SealBroken(why)


def _data_key(ring: Keyring, name: str) -> bytes:
    activity, subject, _file = name.split("/")
    return ring.key(activity, UUID(subject))


def _sealed(content: "File[Any]", data_key: bytes, name: str) -> Iterator[bytes]:
    header = MAGIC + secrets.token_bytes(PREFIX_BYTES)
    chunks = _Chunks(envelope.file_cipher(data_key, name), header, name)
    yield header
    number, held = 0, b""
    for block in content.chunks():
        held += block
        while len(held) > CHUNK:  # What remains is the last chunk, so it is never empty unless the file is.
            yield chunks.seal(number, held[:CHUNK], last=False)
            number, held = number + 1, held[CHUNK:]
    yield chunks.seal(number, held, last=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
