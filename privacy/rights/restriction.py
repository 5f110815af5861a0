"""Stopping the use of one's data and letting it go on: in force for the next request (rule 28; PIPA art. 37)."""

from uuid import UUID

from django.db import transaction

from privacy.rights.choices import Act
from privacy.rights.models import RightsAct
from privacy.subjects.services import set_restriction


@transaction.atomic
def restrict(*, subject_id: UUID) -> bool:
    """Stop search, matching, proposals and every look by companies; False when that was so before."""
    return _set(subject_id, Act.RESTRICTED)


@transaction.atomic
def lift(*, subject_id: UUID) -> bool:
    """Let the data be used again; False when nothing was restricted."""
    return _set(subject_id, Act.LIFTED)


def _set(subject_id: UUID, act: Act) -> bool:
    changed = set_restriction(subject_id=subject_id, restricted=act is Act.RESTRICTED)
    if changed:
        RightsAct.objects.create(subject_id=subject_id, kind=act)
    return changed
