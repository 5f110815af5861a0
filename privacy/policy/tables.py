"""The rows of each table of the policy, built from the records of a version."""

from collections.abc import Callable
from itertools import groupby

from privacy.policy.choices import LegalBasis, Origin, Table
from privacy.policy.models import (
    PolicyActivity,
    PolicyConsignee,
    PolicyCookie,
    PolicyItem,
    PolicyRecipient,
    PolicyTransfer,
    PolicyVersion,
    PreservationRule,
    Remedy,
    WhitelistedItem,
)

Rows = list[list[tuple[str, ...]]]
# Words of the policy itself, fixed here and not in the translation catalogue: a published page must not change.
NONE = {"ko": "없음", "en": "None"}
# What is printed instead of a table without rows.
ABSENT = {
    Table.RECIPIENTS: {
        "ko": "제3자에게 제공하는 개인정보가 없습니다.",
        "en": "No personal information is provided to third parties.",
    },
    Table.CONSIGNEES: {
        "ko": "위탁하는 개인정보 처리업무가 없습니다.",
        "en": "No processing of personal information is consigned.",
    },
    Table.TRANSFERS: {
        "ko": "국외로 이전하는 개인정보가 없습니다.",
        "en": "No personal information is transferred to other countries.",
    },
    Table.PRESERVATION: {
        "ko": "다른 법령에 따라 보존하는 개인정보가 없습니다.",
        "en": "Nothing is kept because of another law.",
    },
    Table.COOKIES: {"ko": "쿠키를 사용하지 않습니다.", "en": "No cookies are used."},
}
MARKS = {True: {"ko": "필수", "en": "Required"}, False: {"ko": "선택", "en": "Optional"}}
CATEGORIES = {
    "necessary": {"ko": "필수", "en": "Necessary"},
    "functional": {"ko": "기능", "en": "Functional"},
    "analytics": {"ko": "분석", "en": "Analytics"},
}
SOONER = {"ko": "{}({}개월)", "en": "{} ({} months)"}
YEARS = {"ko": "{}년", "en": "{} years"}
MONTHS = {"ko": "{}개월", "en": "{} months"}


def item_labels(items: list[PolicyItem], language: str) -> str:
    """The items in one line; one that goes sooner than its activity says so."""
    return ", ".join(
        SOONER[language].format(item.said("label", language), item.keep_months)
        if item.keep_months
        else item.said("label", language)
        for item in items
    )


def item_groups(items: list[PolicyItem], language: str) -> tuple[str, str, str]:
    """Required, optional and automatic items."""
    given = [item for item in items if item.origin == Origin.GIVEN]
    return (
        item_labels([item for item in given if item.required], language),
        item_labels([item for item in given if not item.required], language),
        item_labels([item for item in items if item.origin == Origin.AUTOMATIC], language),
    )


def provided_lines(listed: list[WhitelistedItem], language: str) -> list[str]:
    """What is given in any case, and, apart, what is given only with the contact data (rule 14)."""
    given: list[str] = []
    shared: dict[str, list[str]] = {}
    for entry in listed:
        label, condition = entry.item.said("label", language), entry.said("condition", language)
        if entry.contact:
            shared.setdefault(condition, []).append(label)
        else:
            given.append(f"{label} ({condition})" if condition else label)
    apart = [f"{condition[:1].upper()}{condition[1:]}: {', '.join(labels)}" for condition, labels in shared.items()]
    return [", ".join(given), *apart]


def kept_for(rule: PreservationRule, language: str) -> str:
    """The period of a preservation rule."""
    return YEARS[language].format(rule.keep_years) if rule.keep_years else MONTHS[language].format(rule.keep_months)


def items_by_activity(version: PolicyVersion) -> dict[int, list[PolicyItem]]:
    """The items of each activity, by its id."""
    found: dict[int, list[PolicyItem]] = {}
    for item in PolicyItem.objects.filter(version=version).exclude(origin=Origin.NOT_COLLECTED):
        found.setdefault(item.activity_id, []).append(item)
    return found


def provided_by_recipient(version: PolicyVersion) -> dict[int, list[WhitelistedItem]]:
    """What each recipient may be given, by its id."""
    found: dict[int, list[WhitelistedItem]] = {}
    for entry in WhitelistedItem.objects.filter(version=version).select_related("item"):
        found.setdefault(entry.recipient_id, []).append(entry)
    return found


def _published_activities(version: PolicyVersion, language: str) -> Rows:
    """Article 1: what shares category, purpose, period, basis and method is one row, its items group by group."""
    listed = [row for row in PolicyActivity.objects.filter(version=version) if row.said("published_items", language)]
    names = ("category", "published_purpose", "published_retention", "basis", "method")
    rows = []
    for shared, group in groupby(listed, key=lambda row: tuple(row.said(name, language) for name in names)):
        category, purpose, retention, basis, method = shared
        items = tuple(
            line
            for row in group
            for line in (f"[{row.said('group', language)}]", row.said("published_items", language))
        )
        rows.append([(category,), (purpose,), items, (retention,), (basis,), (method,)])
    return rows


def _purposes(version: PolicyVersion, language: str) -> Rows:
    """What is processed with consent; provisions stand in the table of recipients."""
    rows = PolicyActivity.objects.filter(version=version, legal_basis=LegalBasis.CONSENT, recipient=None)
    return [
        [*((row.said(name, language),) for name in ("title", "purpose", "retention")), (MARKS[row.required][language],)]
        for row in rows
    ]


def _no_consent(version: PolicyVersion, language: str) -> Rows:
    """What is processed without consent, with its ground (PIPA art. 22(3))."""
    items = items_by_activity(version)
    return [
        [
            (row.said("title", language),),
            (row.said("purpose", language),),
            (item_labels(items.get(row.pk, []), language),),
            (row.said("retention", language),),
            (row.said("basis", language),),
        ]
        for row in PolicyActivity.objects.filter(version=version).exclude(legal_basis=LegalBasis.CONSENT)
    ]


def _items(version: PolicyVersion, language: str) -> Rows:
    items = items_by_activity(version)
    return [
        [(row.said("title", language),), *((said or NONE[language],) for said in item_groups(items[row.pk], language))]
        for row in PolicyActivity.objects.filter(version=version)
        if row.pk in items
    ]


def _recipients(version: PolicyVersion, language: str) -> Rows:
    rows = PolicyRecipient.objects.filter(version=version).select_related("activity")
    if any(row.published_items_en for row in rows):
        names = ("category", "name", "purpose", "published_items", "published_retention")
        return [[(row.said(name, language),) for name in names] for row in rows]
    provided = provided_by_recipient(version)
    return [
        [
            _said(row.said("name", language), row.said("address", language), row.phone),
            (row.said("purpose", language),),
            tuple(provided_lines(provided.get(row.pk, []), language)),
            (row.activity.said("retention", language),),
        ]
        for row in rows
    ]


def _consignees(version: PolicyVersion, language: str) -> Rows:
    rows = PolicyConsignee.objects.filter(version=version)
    if any(row.category_en for row in rows):
        return [[(row.said(name, language),) for name in ("category", "name", "details")] for row in rows]
    return [
        [
            (row.said("name", language),),
            (row.said("details", language),),
            (row.said("subconsignees", language) or NONE[language],),
        ]
        for row in rows
    ]


def _transfers(version: PolicyVersion, language: str) -> Rows:
    names = ("recipient", "country", "items", "moment", "purpose", "retention", "basis", "refusal")
    rows = PolicyTransfer.objects.filter(version=version)
    return [[(row.said(name, language),) for name in names] for row in rows]


def _preservation(version: PolicyVersion, language: str) -> Rows:
    labels = {
        (item.activity.code, item.code): item.said("label", language)
        for item in PolicyItem.objects.filter(version=version).select_related("activity")
    }
    return [
        [
            (rule.said("title", language),),
            (rule.said("law", language),),
            (", ".join(labels.get((rule.activity, code), code) for code in rule.items),),
            (kept_for(rule, language),),
        ]
        for rule in PreservationRule.objects.filter(version=version)
    ]


def _cookies(version: PolicyVersion, language: str) -> Rows:
    names = ("purpose", "keep", "refusal", "effect")
    rows = PolicyCookie.objects.filter(version=version)
    return [[(CATEGORIES[row.category][language],), *((row.said(name, language),) for name in names)] for row in rows]


def _officer(version: PolicyVersion, language: str) -> Rows:
    name = _said(version.said("officer", language), version.said("officer_department", language))
    return [[name, _said(version.officer_phone, version.officer_email)]]


def _remedies(version: PolicyVersion, language: str) -> Rows:
    rows = Remedy.objects.filter(version=version)
    return [
        [(row.said("name", language),), (row.phone,), (row.website,), (row.said("responsibilities", language),)]
        for row in rows
    ]


def _said(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


ROWS: dict[Table, Callable[[PolicyVersion, str], Rows]] = {
    Table.ACTIVITIES: _published_activities,
    Table.PURPOSES: _purposes,
    Table.NO_CONSENT: _no_consent,
    Table.ITEMS: _items,
    Table.RECIPIENTS: _recipients,
    Table.CONSIGNEES: _consignees,
    Table.TRANSFERS: _transfers,
    Table.PRESERVATION: _preservation,
    Table.COOKIES: _cookies,
    Table.OFFICER: _officer,
    Table.REMEDIES: _remedies,
}
# Which columns a table merges downwards: that of version 1 does, by its number of columns.
MERGED = {(Table.RECIPIENTS, 5): (0, 3)}
