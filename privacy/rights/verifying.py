"""Whether a document is ours: by its code and its date, to anybody, and nothing more than that (product rule 12)."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy import clocks, codes, signing
from privacy.consent import receipts
from privacy.consent.choices import HOLDS, ConsentKind
from privacy.consent.models import ConsentEvent
from privacy.destruction import certificate
from privacy.destruction.models import Certificate


class State(Enum):
    """The three answers."""

    VALID = "valid"
    ENDED = "ended"
    INVALID = "invalid"


@dataclass(frozen=True)
class Verdict:
    """What is said about a code and a date."""

    state: State
    kind: str | Promise = ""
    day: date | None = None
    sha256: str = ""


def verify(*, code: str, day: date) -> Verdict:
    """The verdict on a document. Every kind is looked for in any case, so that no answer is faster than another."""
    found = [_receipt(code, day), _certificate(code, day)]
    return next((verdict for verdict in found if verdict is not None), Verdict(State.INVALID))


def _receipt(code: str, day: date) -> Verdict | None:
    event = ConsentEvent.objects.filter(
        pk=codes.id_behind(receipts.FORM, code), subject__destroyed_at=None, **_on("at", day)
    ).first()
    if event is None:
        return None
    payload = receipts.payload(event)
    return Verdict(State.ENDED if _has_ended(event) else State.VALID, event.get_kind_display(), day, _digest(payload))


def _has_ended(event: ConsentEvent) -> bool:
    """Whether a consent was withdrawn or ran out since; what says that something ended stays as it is."""
    if event.kind not in HOLDS:
        return False
    line = ConsentEvent.objects.line(subject=event.subject_id, activity=event.activity, recipient=event.recipient)
    since = line.filter(seq__gte=event.seq)
    over = any(each.kind in (ConsentKind.WITHDRAWN, ConsentKind.EXPIRED) for each in since)
    return over or not since[0].holds_on(clocks.seoul_date(timezone.now()))


def _certificate(code: str, day: date) -> Verdict | None:
    found = Certificate.objects.filter(pk=codes.id_behind(certificate.FORM, code), **_on("issued_at", day)).first()
    if found is None:
        return None
    return Verdict(State.VALID, _("certificate of destruction"), day, _digest(found.document["payload"]))


def _on(name: str, day: date) -> dict[str, Any]:
    ends = clocks.end_of_day(day)
    return {f"{name}__gte": ends - timedelta(days=1), f"{name}__lt": ends}


def _digest(payload: dict[str, Any]) -> str:
    return hashlib.sha256(signing.canonical_json(payload)).hexdigest()
