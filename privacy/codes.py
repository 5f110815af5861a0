"""Codes that people copy by hand: 128 bits as 26 digits of Crockford's alphabet, which survive being read aloud.

`code_of` turns an id into a code without storing anything: one block of AES under a key that only the portal has. Who
knows no code cannot make one, and the code says nothing about the id.
"""

import hashlib
import hmac
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DIGITS = 26
MISREAD = str.maketrans("OIL", "011")


def written(number: int) -> str:
    """128 bits in groups of five digits."""
    digits = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(DIGITS)))
    return "-".join(digits[start : start + 5] for start in range(0, DIGITS, 5))


def read(code: str) -> int | None:
    """The bits of a code, however it was copied; None when it is none."""
    digits = "".join(each for each in code.upper().translate(MISREAD) if each not in "- \t\n")
    if len(digits) != DIGITS or not set(digits) <= set(ALPHABET):
        return None
    number = 0
    for digit in digits:
        number = number << 5 | ALPHABET.index(digit)
    return number if number < 1 << 128 else None


def code_of(kind: str, document_id: UUID) -> str:
    """The verification code of a document (product rule 12)."""
    encryptor = _cipher(kind).encryptor()
    return written(int.from_bytes(encryptor.update(document_id.bytes) + encryptor.finalize(), "big"))


def id_behind(kind: str, code: str) -> UUID:
    """The id for which a code was made; of any other code, an id that nothing has."""
    decryptor = _cipher(kind).decryptor()
    return UUID(bytes=decryptor.update((read(code) or 0).to_bytes(16, "big")) + decryptor.finalize())


def _cipher(kind: str) -> Cipher[modes.ECB]:
    """One block, never the same id twice: the one case for which ECB is made. The blind indexes' key never changes."""
    key = hmac.new(settings.BLIND_INDEX_KEY.encode(), f"verification code {kind}".encode(), hashlib.sha256)
    return Cipher(algorithms.AES256(key.digest()), modes.ECB())  # noqa: S305
