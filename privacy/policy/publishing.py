"""From draft to announcement: a copy to work on, what keeps a draft from being published, publishing, taking it back.

Rules 1, 4, 5; policy art. 11; PIPA arts. 15(2), 17(2), 30.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from privacy.clocks import POLICY_NOTICE_DAYS, POLICY_NOTICE_DAYS_WHERE_WORSE, add_days, seoul_date
from privacy.policy.choices import BlockKind, LegalBasis
from privacy.policy.differences import LANGUAGES, changed_places
from privacy.policy.exceptions import CannotPublish, CannotWithdraw
from privacy.policy.models import (
    Article,
    Block,
    ChangeNote,
    PolicyActivity,
    PolicyConsignee,
    PolicyCookie,
    PolicyItem,
    PolicyRecipient,
    PolicyTransfer,
    PolicyVersion,
    PreservationRule,
    Remedy,
    VersionWithdrawal,
    WhitelistedItem,
)
from privacy.policy.services import (
    changes_between,
    declared_items,
    disclosed_items,
    effective_version,
    latest_announced,
)
from privacy.registry import registry

# What a part hangs on comes before it.
PARTS: tuple[Any, ...] = (
    Article,
    Block,
    PolicyActivity,
    PolicyItem,
    PolicyRecipient,
    WhitelistedItem,
    PolicyConsignee,
    PolicyTransfer,
    PolicyCookie,
    Remedy,
    PreservationRule,
    ChangeNote,
)
# What may be empty in both languages; in one of them only, it is a translation that is missing.
MAY_BE_EMPTY = {"published", "category", "group", "method", "address", "subconsignees", "condition", "department"}


@dataclass(frozen=True)
class Refusal:
    """What keeps a draft from being published: a code for programs, a sentence for the officer."""

    code: str
    text: str


def today() -> date:
    """The Seoul date: the day of the announcement."""
    return seoul_date(timezone.now())


def notice_days(version: PolicyVersion) -> int:
    """How long before it takes effect a draft must be announced; computed from what it changes."""
    worse = any(change.is_worse for change in changes_between(effective_version(), version))
    return POLICY_NOTICE_DAYS_WHERE_WORSE if worse else POLICY_NOTICE_DAYS


def earliest_effective(version: PolicyVersion) -> date:
    """The first day on which a draft that is published today can take effect."""
    return add_days(today(), notice_days(version))


@transaction.atomic
def create_draft() -> PolicyVersion:
    """A copy of the version in force under the next number, without what was handed down and without explanations."""
    version = effective_version()
    numbers = PolicyVersion.objects.select_for_update().order_by("-number").values_list("number", flat=True)
    origin, version.number = version.number, numbers[0] + 1
    version.announced_at = version.effective_at = version.published_at = None
    version.source_en = version.source_sha256 = version.summary_ko = version.summary_en = ""
    version.worse_for_members = False
    version.save(force_insert=True)
    copies: dict[tuple[Any, int], int] = {}
    for part in PARTS:
        if part is not ChangeNote:
            _copy(part, origin, version, copies)
    return version


def _copy(part: Any, origin: int, version: PolicyVersion, copies: dict[tuple[Any, int], int]) -> None:
    parents = [field for field in part._meta.concrete_fields if field.related_model in PARTS]
    for row in part.objects.filter(version=origin):
        was, row.pk, row.version = row.pk, None, version
        for field in parents:
            setattr(row, field.attname, copies[field.related_model, getattr(row, field.attname)])
        row.save(force_insert=True)
        copies[part, was] = row.pk


@transaction.atomic
def publish(*, number: int, effective_at: date) -> PolicyVersion:
    """Announce a draft today, to take effect on a later day. Raises CannotPublish with everything that is missing.

    The lock on the version makes edits of its parts wait, and after the commit the database refuses them.
    """
    version = PolicyVersion.objects.select_for_update().get(number=number)
    found = list(refusals(version, effective_at=effective_at))
    if found:
        raise CannotPublish(found)
    version.worse_for_members = notice_days(version) > POLICY_NOTICE_DAYS
    version.announced_at, version.effective_at = today(), effective_at
    version.published_at = timezone.now()
    version.save(update_fields=["worse_for_members", "announced_at", "effective_at", "published_at"])
    return version


@transaction.atomic
def withdraw(*, number: int, reason: str, officer: UUID) -> VersionWithdrawal:
    """Take back an announced version before it takes effect. Raises CannotWithdraw."""
    version = PolicyVersion.objects.select_for_update().get(number=number)
    if version not in PolicyVersion.objects.announced_on(today()):
        raise CannotWithdraw
    return VersionWithdrawal.objects.create(version=version, reason=reason, withdrawn_by=officer)


def refusals(version: PolicyVersion, *, effective_at: date | None = None) -> Iterator[Refusal]:
    """Everything that keeps a version from being published, each named; with `effective_at` the dates too."""
    if version.published_at:
        yield Refusal("published", _("This version is published already."))
        return
    if other := latest_announced():
        yield Refusal("announced", _("Version %(n)s is announced and not yet in force.") % {"n": other.number})
        return
    yield from _date(version, effective_at)
    yield from _summary(version)
    yield from _uncovered(version)
    yield from _untranslated(version)
    yield from _without_points(version)
    yield from _unexplained(version)


def _date(version: PolicyVersion, effective_at: date | None) -> Iterator[Refusal]:
    earliest = earliest_effective(version)
    if effective_at and effective_at < earliest:
        text = _("It can take effect on %(day)s at the earliest: %(days)s days after the announcement.")
        yield Refusal("date", text % {"day": earliest.isoformat(), "days": notice_days(version)})


def _summary(version: PolicyVersion) -> Iterator[Refusal]:
    if not (version.summary_ko.strip() and version.summary_en.strip()):
        yield Refusal("summary", _("The summary of the changes is missing in Korean or English."))


def _uncovered(version: PolicyVersion) -> Iterator[Refusal]:
    listed = {(gap.activity, gap.item) for gap in version.known_gaps.all()}
    for activity in registry().activities():
        if (activity.code, "") in listed:
            continue
        disclosed = disclosed_items(version=version, activity=activity.code)
        if disclosed is None:
            text = _("The activity %(activity)s is neither disclosed nor listed as a known gap.")
            yield Refusal("activity", text % {"activity": activity.code})
            continue
        for item in sorted(declared_items(activity.code) - disclosed):
            if (activity.code, item) not in listed:
                text = _("The item %(item)s of %(activity)s is neither disclosed nor listed as a known gap.")
                yield Refusal("item", text % {"item": item, "activity": activity.code})


def _untranslated(version: PolicyVersion) -> Iterator[Refusal]:
    for row in (version, *(row for part in PARTS for row in part.objects.filter(version=version))):
        for name in _said_in_two_languages(row):
            said = [bool(_filled(getattr(row, f"{name}_{language}"))) for language in LANGUAGES]
            if all(said) or (not any(said) and _may_be_empty(row, name)):
                continue
            text = _("%(part)s “%(row)s”: %(field)s is missing in Korean or English.")
            part = row._meta.verbose_name
            yield Refusal("translation", text % {"part": part, "row": row, "field": name})


def _said_in_two_languages(row: models.Model) -> list[str]:
    names = {field.name for field in row._meta.concrete_fields}
    found = [name.removesuffix("_ko") for name in names if name.endswith("_ko")]
    return sorted(name for name in found if f"{name}_en" in names and name not in ("summary", "source"))


def _filled(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def _may_be_empty(row: models.Model, name: str) -> bool:
    if isinstance(row, Block):
        return name == "headings" or row.kind in (BlockKind.TABLE, BlockKind.FURNITURE)
    if isinstance(row, PolicyActivity) and name in ("refusal", "basis"):
        return (name == "basis") == (row.legal_basis == LegalBasis.CONSENT)
    optional = isinstance(row, Remedy | PolicyCookie) and name in ("responsibilities", "keep")
    return optional or bool(MAY_BE_EMPTY & set(name.split("_")))


def _without_points(version: PolicyVersion) -> Iterator[Refusal]:
    """A consent needs what to tell: items for a collection, something to give for a provision."""
    rows = PolicyActivity.objects.filter(version=version, legal_basis=LegalBasis.CONSENT)
    for row in rows.select_related("recipient"):
        receiving = getattr(row, "recipient", None)
        listed = WhitelistedItem.objects.filter(recipient=receiving) if receiving else row.items.all()
        if not listed.exists():
            text = _("The consent notice of %(activity)s has no items.")
            yield Refusal("notice", text % {"activity": row.code})


def _unexplained(version: PolicyVersion) -> Iterator[Refusal]:
    explained = set(ChangeNote.objects.filter(version=version).values_list("place", flat=True))
    for place in changed_places(effective_version(), version):
        if place not in explained:
            yield Refusal("explanation", _("The change at %(place)s has no explanation.") % {"place": place})
