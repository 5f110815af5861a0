"""A zip that is written as a stream: plain, or encrypted with AES-256 under a passphrase (product rule 46)."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import pyzipper


class _Pipe(io.RawIOBase):
    """Takes what the archive writes and hands it on; there is nothing to seek in."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, block: Any) -> int:
        self._held += block
        return len(block)

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = bytes(self._held)
        self._held.clear()
        return taken


class Zip:
    """An archive whose bytes come out as entries go in."""

    def __init__(self, passphrase: str = "") -> None:
        self._pipe = _Pipe()
        if passphrase:
            self._archive: Any = pyzipper.AESZipFile(
                self._pipe, "w", compression=zipfile.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
            )
            self._archive.setpassword(passphrase.encode())
        else:
            self._archive = zipfile.ZipFile(self._pipe, "w", compression=zipfile.ZIP_DEFLATED)

    def add(self, path: str, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Write one entry; yields what the archive has become longer by."""
        with self._archive.open(path, "w", force_zip64=True) as entry:
            for block in blocks:
                entry.write(block)
                yield self._pipe.take()
        yield self._pipe.take()

    def close(self) -> bytes:
        """The end of the archive."""
        self._archive.close()
        return self._pipe.take()
