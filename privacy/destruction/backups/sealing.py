"""The encryption of a backup's files, under a key that comes from the master key epoch in which it was made.

Format: `IMPXB`, version, 16 random bytes, from which and from the file's name its key is derived; then chunks of
AES-256-GCM, whose nonce is their number, and whose authenticated data are header, name, number, and whether it is the
last. So a file does not open under another name, cut, or with chunks exchanged; and not at all once the epoch is gone.
"""

import hashlib
import hmac
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacy.destruction.backups.exceptions import BackupBroken

CHUNK = 1 << 20
TAG = 16
MAGIC = b"IMPXB\x01"
SALT_BYTES = 16


class _Chunks:
    def __init__(self, master_key: bytes, header: bytes, name: str) -> None:
        key = hmac.digest(master_key, b"impix backup 1 " + header + name.encode() + b"\x01", "sha256")
        self._cipher = AESGCM(key)
        self._binding = header + name.encode()

    def seal(self, number: int, plain: bytes, *, last: bool) -> bytes:
        return self._cipher.encrypt(number.to_bytes(12, "big"), plain, self._bound(number, last))

    def open(self, number: int, sealed: bytes, *, last: bool) -> bytes:
        return self._cipher.decrypt(number.to_bytes(12, "big"), sealed, self._bound(number, last))

    def _bound(self, number: int, last: bool) -> bytes:
        return self._binding + number.to_bytes(8, "big") + bytes([last])


class SealedWriter:
    """A file-like object that encrypts what is written to it; `digest` and `size` are those of the file."""

    def __init__(self, path: Path, master_key: bytes) -> None:
        self._file = open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600))
        header = MAGIC + os.urandom(SALT_BYTES)
        self._chunks, self._held, self._number = _Chunks(master_key, header, path.name), bytearray(), 0
        self._hash, self.size = hashlib.sha256(), 0
        self._write(header)

    @property
    def digest(self) -> str:
        """SHA-256 of the file as it lies on the disk."""
        return self._hash.hexdigest()

    def write(self, plain: bytes) -> int:
        """Take some bytes."""
        self._held += plain
        while len(self._held) > CHUNK:  # What remains is the last chunk, so it is never empty unless the file is.
            self._write(self._chunks.seal(self._number, bytes(self._held[:CHUNK]), last=False))
            del self._held[:CHUNK]
            self._number += 1
        return len(plain)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write the last chunk, unless something went wrong: then the file does not open."""
        try:
            if error is None:
                self._write(self._chunks.seal(self._number, bytes(self._held), last=True))
                self._file.flush()
                os.fsync(self._file.fileno())
        finally:
            self._file.close()

    def _write(self, sealed: bytes) -> None:
        self._file.write(sealed)
        self._hash.update(sealed)
        self.size += len(sealed)


def opened(path: Path, master_key: bytes) -> Iterator[bytes]:
    """The content of a sealed file, chunk by chunk. Raises BackupBroken."""
    with path.open("rb") as file:
        header = file.read(len(MAGIC) + SALT_BYTES)
        if not header.startswith(MAGIC):
            raise BackupBroken(f"{path.name} is not a sealed file of a backup.")
        chunks = _Chunks(master_key, header, path.name)
        number, sealed = 0, file.read(CHUNK + TAG)
        while sealed:
            following = file.read(CHUNK + TAG)
            try:
                yield chunks.open(number, sealed, last=not following)
            except InvalidTag:
                raise BackupBroken(f"{path.name} was altered, cut, or belongs to another backup.") from None
            number, sealed = number + 1, following


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Chunked:
    """A readable over the chunks of a sealed file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._held = chunks, b""

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; fewer only at the end."""
        parts, wanted = [self._held], size - len(self._held)
        while size < 0 or wanted > 0:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            parts.append(chunk)
            wanted -= len(chunk)
        found = b"".join(parts)
        self._held = b"" if size < 0 else found[size:]
        return found if size < 0 else found[:size]


def pour(source: IO[bytes], writer: SealedWriter) -> None:
    """Encrypt everything that there is to read."""
    while block := source.read(CHUNK):
        writer.write(block)
