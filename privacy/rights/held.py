"""What is held about a person, read from declarations, rows and the policy version; never listed by hand.

PIPA art. 35 with decree art. 41(1): items and content, purpose, period, provision, fact and content of the consent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.audit.masking import Mask
from privacy.consent.models import ConsentEvent
from privacy.declarations import Basis
from privacy.destruction.extent import Extent, extents
from privacy.destruction.overview import MASKS
from privacy.policy.models import PolicyActivity, PolicyRecipient, PolicyVersion
from privacy.policy.services import active_preservation_rules, effective_version
from privacy.provision.models import Provision
from privacy.registry import registry
from privacy.rights.rendering import item_labels
from privacy.subjects.exceptions import KeyDestroyed
from privacy.subjects.fields import BlindIndexField
from privacy.subjects.models import PersonalModel, Processing
from privacy.subjects.opening import open_own

BASES: dict[Basis, Promise] = {
    Basis.CONSENT: _("your consent"),
    Basis.CONTRACT: _("a contract with you"),
    Basis.STATUTE: _("a law"),
    Basis.LEGITIMATE_INTEREST: _("a legitimate interest"),
}
SHOWN_ROWS = 20
SHOWN_VALUES = 3


@dataclass(frozen=True)
class HeldItem:
    """One item of the policy: masked values where it has a mask, else how many records there are."""

    label: str
    values: tuple[str, ...]
    records: int


@dataclass(frozen=True)
class Receives:
    """Who receives what is held for an activity: the class that the policy names, and who received something."""

    who: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class HeldActivity:
    """One activity about the person: what for, on which basis, since and until when, what is held, what comes then."""

    code: str
    title: str
    purpose: str
    basis: Promise
    consented_on: datetime | None
    retention: str
    since: datetime
    until: date | None
    restricted_at: datetime | None
    held: tuple[HeldItem, ...]
    receives: Receives | None
    kept_after: tuple[str, ...]

    @property
    def items(self) -> list[str]:
        """The labels alone."""
        return [item.label for item in self.held]


@dataclass
class _Words:
    """What the versions say, read once for a page however many activities it shows."""

    language: str
    labels: dict[int, dict[str, str]]
    policy: dict[tuple[int, str], PolicyActivity]
    recipients: dict[tuple[int, str], PolicyRecipient]
    kept: dict[str, list[str]]


def held(subject_id: UUID, language: str) -> list[HeldActivity]:
    """Everything that is processed about a person; the queries do not grow with what there is."""
    rows = list(Processing.objects.filter(subject=subject_id, destroyed_at=None).order_by("since", "pk"))
    events = ConsentEvent.objects.select_related("version").in_bulk(
        [row.basis_event for row in rows if row.basis_event]
    )
    in_force = effective_version()
    # Rule 4: a member is processed under the version that he consented to.
    versions = {row.pk: events[row.basis_event].version if row.basis_event in events else in_force for row in rows}
    words = _words(set(versions.values()), language)
    names = _receivers(subject_id)
    return [_held(row, versions[row.pk], events.get(row.basis_event), words, names) for row in rows]


def _held(
    row: Processing,
    version: PolicyVersion,
    event: ConsentEvent | None,
    words: _Words,
    names: dict[str, tuple[str, ...]],
) -> HeldActivity:
    declared, language = registry().activity(row.activity), words.language
    said, receiving = (which.get((version.pk, row.activity)) for which in (words.policy, words.recipients))
    return HeldActivity(
        code=row.activity,
        title=said.said("title", language) if said else declared.title_ko if language == "ko" else declared.title_en,
        purpose=said.said("purpose", language) if said else "",
        basis=BASES[declared.basis],
        consented_on=event.at if event else None,
        retention=said.said("retention", language) if said else "",
        since=row.since,
        until=row.until,
        restricted_at=row.restricted_at,
        held=tuple(_items(row.subject_id, row.activity, words.labels[version.pk])),
        receives=Receives(receiving.said("name", language), names.get(row.activity, ())) if receiving else None,
        kept_after=tuple(words.kept.get(row.activity, ())),
    )


def _items(subject_id: UUID, activity: str, labels: dict[str, str]) -> Iterable[HeldItem]:
    """The items in the order of the policy, each from every table that holds it; one query for each table."""
    values: dict[str, dict[str, None]] = {}
    records: dict[str, int] = {}
    for table in extents(activity):
        rows = list(table.rows([subject_id])[:SHOWN_ROWS])
        if not rows:
            continue
        number = table.count([subject_id]) if len(rows) == SHOWN_ROWS else len(rows)
        for code in set(table.declaration.items.values()):
            records[code] = records.get(code, 0) + number
            found = values.setdefault(code, {})
            found.update(dict.fromkeys(_masked(table, rows, code, subject_id)))
    for code in sorted(records, key=lambda each: list(labels).index(each) if each in labels else len(labels)):
        yield HeldItem(labels.get(code, code), tuple(values[code])[:SHOWN_VALUES], records[code])


def _masked(table: Extent, rows: list[Any], code: str, subject_id: UUID) -> Iterable[str]:
    mask = MASKS.get(code)
    if mask is None:
        return
    if issubclass(table.model, PersonalModel):
        open_own(rows, subject_id)
    for name, item in table.declaration.items.items():
        if item == code and not isinstance(table.model._meta.get_field(name), BlindIndexField):
            yield from filter(None, (_seen(row, name, mask) for row in rows))


def _seen(row: Any, name: str, mask: Mask) -> str:
    try:
        return mask(getattr(row, name))
    except KeyDestroyed:
        return ""


def _words(versions: set[PolicyVersion], language: str) -> _Words:
    activities = PolicyActivity.objects.filter(version__in=versions)
    recipients = PolicyRecipient.objects.filter(version__in=versions).select_related("activity")
    kept: dict[str, list[str]] = {}
    for rule in active_preservation_rules():
        kept.setdefault(rule.activity, []).append(f"{rule.said('title', language)} ({rule.said('law', language)})")
    return _Words(
        language,
        {version.pk: item_labels(version, language) for version in versions},
        {(each.version_id, each.code): each for each in activities},
        {(each.version_id, each.activity.code): each for each in recipients},
        kept,
    )


def _receivers(subject_id: UUID) -> dict[str, tuple[str, ...]]:
    """The names of those who received something, by activity."""
    given = Provision.objects.filter(subject=subject_id).values_list("activity", "recipient__name")
    found: dict[str, tuple[str, ...]] = {}
    for activity, name in given.order_by("activity", "recipient__name").distinct():
        found[activity] = (*found.get(activity, ()), name)
    return found
