"""What the portal signs: plans, certificates, seals, receipts. Ed25519, over one canonical form of JSON.

The keys lie in SIGNING_KEY_DIR: `<key id>.key` is a private key (32 bytes), `<key id>.pub` the public key of one that
signs no more. The highest id signs. Every signature names its key: a new file rotates, and what was signed before still
verifies. The folder is read at every call, so running processes see new keys and forget removed ones.
"""

import base64
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


class SigningKeyMissing(Exception):
    """There is no key to sign with, or none with the id that a signature names."""


class SignatureBroken(Exception):
    """What was signed was altered, or signed by another key than it says."""


def canonical_json(value: Any) -> bytes:
    """The same bytes for the same value, everywhere: sorted keys, no spaces, UTF-8; times and ids as ISO text.

    Raises TypeError for floating-point numbers, whose text differs between languages.
    """
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def plain(value: Any) -> Any:
    """The value as JSON knows it: ids and times as text. Raises TypeError for what has no such form."""
    match value:
        case None | bool() | int() | str():
            return value
        case UUID():
            return str(value)
        case date():  # datetime too
            return value.isoformat()
        case Mapping():
            if not all(isinstance(key, str) for key in value):
                raise TypeError("Keys of canonical JSON are text.")
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    raise TypeError(f"Canonical JSON cannot hold a {type(value).__name__}.")


def sign_bytes(message: bytes) -> tuple[str, bytes]:
    """The id of the current key, and its signature over the message."""
    key_id = current_key_id()
    return key_id, Ed25519PrivateKey.from_private_bytes(_path(key_id, "key").read_bytes()).sign(message)


def verify_bytes(message: bytes, *, key_id: str, signature: bytes) -> None:
    """Raises SignatureBroken, or SigningKeyMissing when nobody knows the key."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key(key_id)).verify(signature, message)
    except InvalidSignature:
        raise SignatureBroken(f"The signature by key {key_id} does not fit.") from None


def sign(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload in its plain form, with key id and signature beside it: a document that `verify` takes."""
    key_id, signature = sign_bytes(canonical_json(payload))
    return {"payload": plain(payload), "key": key_id, "signature": base64.b64encode(signature).decode()}


def verify(document: Mapping[str, Any]) -> dict[str, Any]:
    """The payload of a signed document. Raises SignatureBroken and SigningKeyMissing."""
    payload: dict[str, Any] = document["payload"]
    signature = base64.b64decode(document["signature"])
    verify_bytes(canonical_json(payload), key_id=document["key"], signature=signature)
    return payload


def current_key_id() -> str:
    """The id of the key that signs now."""
    ids = sorted(path.stem for path in Path(settings.SIGNING_KEY_DIR).glob("*.key"))
    if not ids:
        raise SigningKeyMissing(f"There is no signing key in {settings.SIGNING_KEY_DIR}.")
    return ids[-1]


def public_key(key_id: str) -> bytes:
    """The public key with this id, 32 bytes: what somebody outside needs to verify."""
    try:
        if (retired := _path(key_id, "pub")).exists():
            return retired.read_bytes()
        private = Ed25519PrivateKey.from_private_bytes(_path(key_id, "key").read_bytes())
    except FileNotFoundError:
        raise SigningKeyMissing(f"There is no signing key {key_id}.") from None
    return private.public_key().public_bytes_raw()


def public_keys() -> dict[str, str]:
    """Every public key by its id, in base64: what the portal publishes. It reads no private key of a retired one."""
    ids = {path.stem for kind in ("key", "pub") for path in Path(settings.SIGNING_KEY_DIR).glob(f"*.{kind}")}
    return {key_id: base64.b64encode(public_key(key_id)).decode() for key_id in sorted(ids)}


def _path(key_id: str, kind: str) -> Path:
    if not key_id.isalnum():  # It comes from outside: from documents that somebody wants verified.
        raise SigningKeyMissing("A key id is made of letters and digits.")
    return Path(settings.SIGNING_KEY_DIR) / f"{key_id}.{kind}"
