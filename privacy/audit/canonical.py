"""The one form in which log values are hashed: the same bytes from the same values, on every machine, for ever.

A value is a tag byte followed by a fixed width or by a length and that many bytes, so that no two lists of values share
a form. Text is UTF-8 in NFC, a time is integer microseconds, an absent value has a tag of its own.
"""

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

Value = None | bool | int | str | bytes | UUID | datetime | Sequence["Value"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LEAF = b"\x00"  # RFC 6962: leaves and inner nodes are hashed apart


def encode(value: Value) -> bytes:
    """The canonical bytes of one value."""
    match value:
        case str():
            return _sized(b"s", unicodedata.normalize("NFC", value).encode())
        case bytes() | bytearray() | memoryview():
            return _sized(b"b", bytes(value))
        case list() | tuple():
            return b"l" + len(value).to_bytes(4, "big") + b"".join(encode(item) for item in value)
    return _fixed(value)


def digest(label: str, *values: Value) -> bytes:
    """SHA-256 over `label`, which names the form and its version, and the values."""
    return hashlib.sha256(encode(label) + encode(values)).digest()


def leaf(label: str, *values: Value) -> bytes:
    """The digest of one log row as a leaf."""
    return hashlib.sha256(LEAF + encode(label) + encode(values)).digest()


def _microseconds(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ValueError("A time without a zone has no place in a log.")
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _fixed(value: Value) -> bytes:
    match value:
        case None:
            return b"n"
        case bool():
            return b"y" if value else b"f"
        case int():
            return b"i" + value.to_bytes(8, "big", signed=True)
        case UUID():
            return b"u" + value.bytes
        case datetime():
            return b"d" + _microseconds(value).to_bytes(8, "big", signed=True)
    raise TypeError(f"A log cannot hold a {type(value).__name__}.")


def _sized(tag: bytes, content: bytes) -> bytes:
    return tag + len(content).to_bytes(4, "big") + content
