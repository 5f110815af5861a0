"""Whose request it is, as the desk may see it without a reason: a masked name, logged."""

from collections.abc import Collection
from uuid import UUID

from privacy.audit.actors import Actor
from privacy.audit.choices import Action
from privacy.audit.masking import mask_name
from privacy.audit.services import disclose
from privacy.destruction.extent import extents
from privacy.registry import registry
from privacy.subjects.exceptions import KeyDestroyed

NAME = "name"


def masked_names(subject_ids: Collection[UUID], *, to: Actor, reason: str, action: Action) -> dict[UUID, str]:
    """The masked names of account holders, by person; one access row each, one query for each table of names."""
    found: dict[UUID, str] = {}
    accounts = [activity.code for activity in registry().activities() if activity.leaves_by]
    for table in [each for code in accounts for each in extents(code)]:
        fields = [field for field, item in table.declaration.items.items() if item == NAME]
        if not fields:
            continue
        rows = list(table.rows(list(set(subject_ids))))
        for row in disclose(rows, to=to, items=fields, reason=reason, action=action):
            try:
                found[row.subject_id] = mask_name(getattr(row, fields[0]))
            except KeyDestroyed:
                continue
    return found
