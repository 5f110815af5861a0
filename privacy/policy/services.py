"""What the effective policy version allows, and what has to be told before a consent."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from privacy.clocks import seoul_date
from privacy.declarations import Activity, Basis
from privacy.policy import comparison, notices
from privacy.policy.choices import GapDirection, Origin
from privacy.policy.comparison import ActivityChange
from privacy.policy.exceptions import ActivityClosed, NoEffectiveVersion
from privacy.policy.models import (
    ItemRelaxation,
    KnownGap,
    PolicyActivity,
    PolicyItem,
    PolicyRecipient,
    PolicyVersion,
    PreservationActivation,
    PreservationRule,
    TranslationConfirmation,
    WhitelistedItem,
)
from privacy.policy.notices import ConsentNotice, NamedRecipient, NoticePoint
from privacy.policy.tables import provided_lines
from privacy.registry import registry


@dataclass(frozen=True)
class Listed:
    """Item codes that may be given to a class of recipients; `contact`: those only with the contact data (rule 14)."""

    items: frozenset[str] = frozenset()
    contact: frozenset[str] = frozenset()

    def __and__(self, other: "Listed") -> "Listed":
        """What both allow; where one of them asks for the shared contact data, so does the result."""
        items = self.items & other.items
        return Listed(items, items & (self.contact | other.contact))


def effective_version(*, on: date | None = None) -> PolicyVersion:
    """The version in force on a Seoul date, today by default. Raises NoEffectiveVersion."""
    version = PolicyVersion.objects.effective_on(on or seoul_date(timezone.now())).first()
    if version is None:
        raise NoEffectiveVersion
    return version


def latest_announced(*, on: date | None = None) -> PolicyVersion | None:
    """The version that is published and takes effect next; None where nothing is announced."""
    return PolicyVersion.objects.announced_on(on or seoul_date(timezone.now())).first()


def changes_between(before: int | PolicyVersion, after: int | PolicyVersion) -> tuple[ActivityChange, ...]:
    """What the later version says differently, activity by activity. Raises PolicyVersion.DoesNotExist."""
    return comparison.changes(_version(before), _version(after))


def needs_consent(activity: str, from_version: int, *, to_version: int | None = None) -> bool:
    """Whether a person who consented under `from_version` must consent again before later terms hold (rule 4).

    `to_version`: the one in force by default. What the law allows without consent never needs one.
    """
    later = _version(to_version) if to_version is not None else effective_version()
    if later.number <= from_version:
        return False
    found = {change.activity: change for change in changes_between(from_version, later)}
    return activity in found and found[activity].needs_consent


def disclosed_items(*, version: PolicyVersion, activity: str) -> set[str] | None:
    """The item codes that a version discloses for an activity, or None where it does not disclose the activity."""
    found = PolicyActivity.objects.filter(version=version, code=activity).first()
    if found is None:
        return None
    own = PolicyItem.objects.filter(activity=found).exclude(origin=Origin.NOT_COLLECTED).values_list("code", flat=True)
    listed = WhitelistedItem.objects.filter(recipient__activity=found).values_list("item__code", flat=True)
    general = KnownGap.objects.filter(version=version, activity=activity, direction=GapDirection.UNSPECIFIC)
    return {*own, *listed, *general.exclude(item="").values_list("item", flat=True)}


def discloses(activity: str, items: Collection[str], *, version: PolicyVersion | None = None) -> bool:
    """Whether the effective version (or another) discloses the purpose of an activity and all of these items."""
    disclosed = disclosed_items(version=version or effective_version(), activity=activity)
    return disclosed is not None and set(items) <= disclosed


def declared_items(activity: str) -> set[str]:
    """The item codes that the apps declared for an activity."""
    return {
        item for personal in registry().personal() if personal.activity == activity for item in personal.items.values()
    }


def switched_on() -> set[str]:
    """Undisclosed activities that embedded mode switches on nevertheless, to be shown to the officer (rule 1)."""
    return set(settings.UNDISCLOSED_ACTIVITIES) if settings.EMBEDDED else set()


def is_open(activity: str) -> bool:
    """Whether an activity may run: disclosed by the effective version, or demanded by a statute (rule 1)."""
    if _basis(activity) is Basis.STATUTE or activity in switched_on():
        return True
    return discloses(activity, declared_items(activity))


def require_open(activity: str) -> None:
    """The guard of every form, view and task of an activity. Raises ActivityClosed."""
    if not is_open(activity):
        raise ActivityClosed(activity)


def closed_activities() -> list[Activity]:
    """The declared activities that are switched off under the effective version."""
    return [activity for activity in registry().activities() if not is_open(activity.code)]


def required_items(activity: str) -> set[str]:
    """The items that the effective version requires for an activity, less those the officer relaxed (rule 5)."""
    items = PolicyItem.objects.filter(activity__version=effective_version(), activity__code=activity, required=True)
    return set(items.filter(relaxation=None).values_list("code", flat=True))


def listed_under(recipient_class: str, versions: Collection[int]) -> dict[int, Listed]:
    """By the version that a person consented to: what it lists for a class and the effective one still allows.

    Never more than he consented to, never more than is allowed today (rules 4 and 13). Two queries.
    """
    current = effective_version().number
    found: dict[int, list[WhitelistedItem]] = {number: [] for number in {*versions, current}}
    listed = WhitelistedItem.objects.filter(recipient__code=recipient_class, version__in=found)
    for entry in listed.select_related("item"):
        found[entry.version_id].append(entry)
    said = {number: _listed(entries) for number, entries in found.items()}
    return {number: said[number] & said[current] for number in versions}


def notice(activity: str, language: str, recipient: NamedRecipient | None = None) -> ConsentNotice:
    """What must be told before a consent: 4 points for a collection, 5 for a provision (PIPA arts. 15(2), 17(2))."""
    version = effective_version()
    policy = PolicyActivity.objects.select_related("recipient").filter(version=version, code=activity).first()
    if policy is None:
        raise ActivityClosed(activity)
    receiving: PolicyRecipient | None = getattr(policy, "recipient", None)
    required = policy.required and (receiving is None or recipient is not None)
    if receiving is None:
        points = _collection_points(policy, language)
        said = notices.STATEMENTS["collection"][language].format(title=policy.said("title", language))
    else:
        points = _provision_points(policy, receiving, language, recipient)
        name = recipient.name if recipient else receiving.said("name", language)
        said = notices.STATEMENTS["provision"][language].format(name=name)
    mark = notices.MARKS[required][language]
    return ConsentNotice(version.number, activity, language, said, mark, required, points, recipient, policy.keep_years)


def active_preservation_rules() -> list[PreservationRule]:
    """The rules of the effective version whose law the officer said to apply (rule 22)."""
    latest = PreservationActivation.objects.latest_of_each_rule()
    active = {activation.rule for activation in latest if activation.active}
    return list(PreservationRule.objects.filter(version=effective_version(), code__in=active))


@transaction.atomic
def set_preservation_rule(*, rule: str, active: bool, applies_because: str, officer: UUID) -> PreservationActivation:
    """State that a preservation rule applies, and why, or that it no longer does."""
    return PreservationActivation.objects.create(
        rule=rule, active=active, applies_because=applies_because, confirmed_by=officer
    )


def activate_for_demonstration() -> None:
    """Embedded mode: activate, marked as a demonstration, every rule that nobody has decided about yet (rule 22)."""
    decided = set(PreservationActivation.objects.values_list("rule", flat=True))
    PreservationActivation.objects.bulk_create(
        PreservationActivation(
            rule=rule.code,
            active=True,
            demonstration=True,
            applies_because="Demonstration only: the officer of a real portal decides whether this law applies.",
        )
        for rule in PreservationRule.objects.filter(version=effective_version())
        if rule.code not in decided
    )


def confirm_translation(*, version: PolicyVersion, officer: UUID) -> TranslationConfirmation:
    """Record the officer's word that the Korean text of a version is right (rule 6)."""
    return TranslationConfirmation.objects.create(version=version, confirmed_by=officer)


def relax_item(*, item: PolicyItem, reason: str, officer: UUID) -> ItemRelaxation:
    """Make a required item optional without a new version (rule 5)."""
    return ItemRelaxation.objects.create(item=item, reason=reason, relaxed_by=officer)


def _listed(entries: Iterable[WhitelistedItem]) -> Listed:
    conditions = {entry.item.code: entry.contact for entry in entries}
    return Listed(frozenset(conditions), frozenset(code for code, contact in conditions.items() if contact))


def _version(which: int | PolicyVersion) -> PolicyVersion:
    return which if isinstance(which, PolicyVersion) else PolicyVersion.objects.get(number=which)


def _basis(activity: str) -> Basis | None:
    found = {known.code: known.basis for known in registry().activities()}
    return found.get(activity)


def _collection_points(policy: PolicyActivity, language: str) -> tuple[NoticePoint, ...]:
    return (
        _point("purpose", language, [policy.said("purpose", language)]),
        _point("items", language, _item_lines(policy, language)),
        _point("retention", language, [policy.said("retention", language)], important=True),
        _point("refusal", language, [policy.said("refusal", language)]),
    )


def _provision_points(
    policy: PolicyActivity, receiving: PolicyRecipient, language: str, recipient: NamedRecipient | None
) -> tuple[NoticePoint, ...]:
    name = recipient.name if recipient else receiving.said("name", language)
    given = WhitelistedItem.objects.filter(recipient=receiving).select_related("item")
    retention = [policy.said("retention", language)]
    if recipient and recipient.keep_until:
        retention.append(notices.KEEP_UNTIL[language].format(day=recipient.keep_until.isoformat()))
    return (
        _point("recipient", language, [name], important=True),
        _point("recipient_purpose", language, [receiving.said("purpose", language)], important=True),
        _point("provided_items", language, provided_lines(list(given), language)),
        _point("recipient_retention", language, retention, important=True),
        _point("refusal", language, [policy.said("refusal", language)]),
    )


def _point(code: str, language: str, lines: Iterable[str], *, important: bool = False) -> NoticePoint:
    return NoticePoint(code, notices.LABELS[code][language], tuple(lines), important)


def _item_lines(policy: PolicyActivity, language: str) -> list[str]:
    groups: dict[str, list[str]] = {"required": [], "optional": [], "automatic": []}
    for item in (
        PolicyItem.objects.filter(activity=policy).exclude(origin=Origin.NOT_COLLECTED).select_related("relaxation")
    ):
        if item.origin == Origin.AUTOMATIC:
            group = "automatic"
        else:
            group = "required" if item.required and not hasattr(item, "relaxation") else "optional"
        groups[group].append(item.said("label", language))
    return [notices.ITEM_LINES[group][language].format(", ".join(labels)) for group, labels in groups.items() if labels]
