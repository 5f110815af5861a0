"""The terms of use (rule 10): the shipped versions into the records, and which of them is in force."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

from django.utils import timezone

from members.choices import MemberKind
from members.exceptions import TermsAltered
from members.models import TermsVersion
from privacy.clocks import seoul_date
from privacy.signing import canonical_json

FOLDER = Path(__file__).parent / "data" / "terms"


def load_terms() -> int:
    """Store the versions that are new; how many. Raises TermsAltered when a stored one reads otherwise today.

    Needs the owner's rights: for the portal itself terms are read-only.
    """
    added = 0
    for path in sorted(FOLDER.glob("*.json")):
        shipped = json.loads(path.read_text(encoding="utf-8"))
        digest = sha256(canonical_json(shipped["content"])).hexdigest()
        shipped["effective_on"] = date.fromisoformat(shipped["effective_on"])
        version, is_new = TermsVersion.objects.get_or_create(
            kind=shipped.pop("kind"), number=shipped.pop("number"), defaults={"hash": digest, **shipped}
        )
        if version.hash != digest:
            raise TermsAltered(f"{path.name}: what members accepted cannot change; add a new version.")
        added += is_new
    return added


def terms_for(kind: MemberKind) -> TermsVersion:
    """What somebody who joins as this kind of member accepts today."""
    return TermsVersion.objects.in_force(kind, seoul_date(timezone.now()))
