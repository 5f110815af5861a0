"""The bytes of a sealed value: version, nonce, AES-256-GCM ciphertext with tag.

Label, subject and row id are authenticated with it, so a value opens only where it was sealed. There is no commitment
to the key in it: which key opens a row follows from its subject and activity alone and never changes, so no value is
ever tried under two keys.
"""

import hmac
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacy.subjects.exceptions import SealBroken

VERSION = b"\x01"
NONCE_BYTES = 12
OVERHEAD = len(VERSION) + NONCE_BYTES + 16
_VALUES = b"impix sealed values 1"
_FILE = b"impix sealed file 1 "


def values_cipher(data_key: bytes) -> AESGCM:
    """The cipher for the values of one subject and activity (HKDF-Expand of one block)."""
    return AESGCM(hmac.digest(data_key, _VALUES + b"\x01", "sha256"))


def file_cipher(data_key: bytes, name: str) -> AESGCM:
    """The cipher for one file."""
    return AESGCM(hmac.digest(data_key, _FILE + name.encode() + b"\x01", "sha256"))


def label_bytes(label: str) -> bytes:
    """The start of what is authenticated with a value: version and length-prefixed label of its field."""
    encoded = label.encode()
    return VERSION + len(encoded).to_bytes(2, "big") + encoded


def row_bytes(subject_id: UUID, row_id: UUID) -> bytes:
    """The end of what is authenticated with a value: whose it is, and of which row."""
    return subject_id.bytes + row_id.bytes


def seal(cipher: AESGCM, plain: bytes, binding: bytes) -> bytes:
    """Encrypt a value under a fresh random nonce."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + cipher.encrypt(nonce, plain, binding)


def unseal(cipher: AESGCM, sealed: bytes, binding: bytes) -> bytes:
    """Decrypt a value. Raises SealBroken."""
    if not sealed.startswith(VERSION):
        raise SealBroken("The sealed value is of an unknown version.")
    try:
        return cipher.decrypt(sealed[1:13], sealed[13:], binding)
    except (InvalidTag, ValueError):
        raise SealBroken("The sealed value was altered or moved.") from None
