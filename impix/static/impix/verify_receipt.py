"""Verify a receipt or a certificate of the IMPIX portal, without asking the portal.

    pip install cryptography
    python3 verify_receipt.py receipt.json signing-keys.json

`signing-keys.json` is what the portal publishes at /.well-known/signing-keys.json; keep a copy of your own.
Exit status 0: genuine, not a byte was altered. 1: refused, and why.
"""

import base64
import binascii
import hashlib
import json
import sys
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Refused(Exception):
    """Why the document is not what the portal signed."""


def canonical(value: Any) -> bytes:
    """The one way in which the portal writes JSON: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def parsed(content: bytes, name: str) -> dict[str, Any]:
    """The value of a JSON file, whose bytes must be the canonical ones."""
    try:
        value = json.loads(content.decode())
        written = canonical(value)
    except (UnicodeError, ValueError, RecursionError):
        raise Refused(f"The {name} is not JSON: it was altered or cut off.") from None
    if written != content or not isinstance(value, dict):
        raise Refused(f"The {name} is not written as the portal writes it: a byte was altered.")
    return value


def decoded(text: str, name: str, length: int) -> bytes:
    """Base64 of exactly so many bytes, in its only spelling."""
    try:
        value = base64.b64decode(text, validate=True)
    except (TypeError, ValueError, binascii.Error):
        raise Refused(f"The {name} is not base64.") from None
    if len(value) != length or base64.b64encode(value).decode() != text:
        raise Refused(f"The {name} does not have {length} bytes, or is not spelt as the portal spells it.")
    return value


def verify(document: bytes, published: bytes) -> dict[str, Any]:
    """The payload of a document (bytes), given the published keys (bytes). Raises Refused."""
    signed, keys = parsed(document, "document"), parsed(published, "list of keys").get("keys", {})
    if set(signed) != {"payload", "key", "signature"} or not isinstance(signed["payload"], dict):
        raise Refused("The document has other parts than payload, key and signature.")
    if signed["key"] not in keys:
        raise Refused(f"The portal has published no key {signed['key']!r}.")
    public = Ed25519PublicKey.from_public_bytes(decoded(keys[signed["key"]], "published key", 32))
    try:
        public.verify(decoded(signed["signature"], "signature", 64), canonical(signed["payload"]))
    except InvalidSignature:
        raise Refused("The signature does not fit: something was altered after it was signed.") from None
    payload: dict[str, Any] = signed["payload"]
    if "text" in payload and hashlib.sha256(canonical(payload["text"])).hexdigest() != payload["text_sha256"]:
        raise Refused("The words are not those whose hash was recorded.")
    return payload


def main(arguments: list[str]) -> int:
    """Print the verdict."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        contents = []
        for path in arguments:
            with open(path, "rb") as file:
                contents.append(file.read())
        payload = verify(*contents)
    except OSError as error:
        print(f"Cannot read {error.filename}.", file=sys.stderr)
        return 2
    except Refused as reason:
        print(f"REFUSED: {reason}")
        return 1
    print(f"GENUINE: {payload.get('form')}")
    for name in ("kind", "date", "at", "policy_version", "language", "method", "until", "code"):
        if payload.get(name) is not None:
            print(f"{name}: {payload[name]}")
    if "text" in payload:
        print(payload["text"]["statement"])
    print(f"SHA-256: {hashlib.sha256(canonical(payload)).hexdigest()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
