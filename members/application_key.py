"""Encryption under the application's own key, for secrets that are nobody's personal data or belong to nobody yet.

Sealed fields (`privacy.subjects.fields`) are under a key per person; what a third-party package stores for us (seeds of
authenticator apps), a session, or a letter to somebody who has not joined yet is under this one. PIPA art. 29.
"""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12
_VERSION = "a1"


class SealBroken(ValueError):
    """The envelope is no envelope of ours, was altered, was made for another purpose, or its key is gone."""


def seal(text: str, *, purpose: str) -> str:
    """Encrypt under the newest key; `purpose` must be named again to open it."""
    key_id, key = next(iter(settings.APPLICATION_KEYS.items()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, text.encode(), _bound(key_id, purpose))
    return f"{_VERSION}:{key_id}:{base64.b64encode(sealed).decode()}"


def unseal(envelope: str, *, purpose: str) -> str:
    """Decrypt with the key that the envelope names. Raises SealBroken."""
    version, _, rest = envelope.partition(":")
    key_id, _, body = rest.partition(":")
    key = settings.APPLICATION_KEYS.get(key_id)
    if version != _VERSION or key is None:
        raise SealBroken("unknown envelope or key")
    try:
        sealed = base64.b64decode(body, validate=True)
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(key_id, purpose)).decode()
    except (InvalidTag, ValueError) as error:
        raise SealBroken("the envelope was altered or made for another purpose") from error


def _bound(key_id: str, purpose: str) -> bytes:
    return f"impix/{_VERSION}/{key_id}/{purpose}".encode()
