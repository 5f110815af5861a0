"""Receipts of what a person answered: derived from the ledger on demand, signed, verifiable without us (PIPA art. 22).

Nothing is stored for them. `verify_receipt.py` checks one offline; its code and date answer at /verify/ (rule 12).
"""

from typing import Any

from privacy import codes, signing
from privacy.clocks import seoul_date
from privacy.consent.models import ConsentEvent

FORM = "impix consent receipt 1"


def receipt(event: ConsentEvent) -> bytes:
    """The receipt of an event as the file that the person keeps: canonical JSON, signed (Ed25519)."""
    return signing.canonical_json(signing.sign(payload(event)))


def payload(event: ConsentEvent) -> dict[str, Any]:
    """What a receipt says: what was answered, to which words, when and how; no name, no id of the person."""
    return {
        "form": FORM,
        "receipt": event.pk,
        "code": code(event),
        "date": seoul_date(event.at),
        "at": event.at,
        "kind": event.kind,
        "activity": event.activity,
        "recipient": event.recipient,
        "number": event.seq,
        "policy_version": event.version_id,
        "language": event.language,
        "method": event.method,
        "written_by": event.source,
        "until": event.until,
        "text": event.text.content,
        "text_sha256": event.text_id,
    }


def code(event: ConsentEvent) -> str:
    """The verification code of an event."""
    return codes.code_of(FORM, event.pk)
