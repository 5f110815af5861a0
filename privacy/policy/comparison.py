"""What two versions say differently about each activity, in a form that code can ask (rule 4; PIPA arts. 15(2), 17(2)).

A purpose that is said in other words counts as another purpose: nobody decides by hand that it is not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from privacy.policy.choices import GapDirection, LegalBasis, Origin
from privacy.policy.models import KnownGap, PolicyActivity, PolicyItem, PolicyRecipient, PolicyVersion, WhitelistedItem

Names = tuple[str, ...]


@dataclass(frozen=True)
class ActivityChange:
    """How an activity of one version differs from the same activity of an earlier one. Items are item codes."""

    activity: str
    legal_basis: str = LegalBasis.CONSENT
    is_new: bool = False
    is_gone: bool = False
    new_purpose: bool = False
    new_items: Names = ()
    gone_items: Names = ()
    newly_required: Names = ()
    no_longer_required: Names = ()
    kept_longer: bool = False
    kept_shorter: bool = False
    new_recipient: bool = False
    newly_provided: Names = ()
    no_longer_provided: Names = ()
    needs_consent_now: bool = False
    """Its earlier basis was another than consent."""

    @property
    def is_worse(self) -> bool:
        """Whether members stand worse: a new purpose, item or recipient, longer keeping, or optional → required."""
        return bool(
            self.is_new
            or self.new_purpose
            or self.new_items
            or self.newly_required
            or self.kept_longer
            or self.new_recipient
            or self.newly_provided
        )

    @property
    def needs_consent(self) -> bool:
        """Whether it may go on under the later version only with a consent to it."""
        return self.legal_basis == LegalBasis.CONSENT and (self.is_worse or self.needs_consent_now)

    def __bool__(self) -> bool:
        quiet = ("activity", "legal_basis")
        return any(getattr(self, field.name) for field in fields(self) if field.name not in quiet)


@dataclass(frozen=True)
class Terms:
    """What one version says about one activity."""

    policy: PolicyActivity
    items: dict[str, tuple[bool, int]]  # item code: required, months kept (0: as the activity)
    general: frozenset[str]  # items that the version discloses only in general words
    recipient: tuple[str, ...]
    provided: frozenset[str]


def changes(before: PolicyVersion, after: PolicyVersion) -> tuple[ActivityChange, ...]:
    """The activities about which two versions differ, in the order of the later one; what is gone comes last."""
    old, new = terms(before), terms(after)
    found = [_change(code, old.get(code), said) for code, said in new.items()]
    gone = [
        ActivityChange(code, said.policy.legal_basis, is_gone=True) for code, said in old.items() if code not in new
    ]
    return tuple(change for change in (*found, *gone) if change)


def terms(version: PolicyVersion) -> dict[str, Terms]:
    """What a version says about each of its activities; five queries."""
    items: dict[int, dict[str, tuple[bool, int]]] = {}
    for item in (
        PolicyItem.objects.filter(version=version).exclude(origin=Origin.NOT_COLLECTED).select_related("relaxation")
    ):
        required = item.required and not hasattr(item, "relaxation")
        items.setdefault(item.activity_id, {})[item.code] = (required, item.keep_months or 0)
    provided: dict[int, set[str]] = {}
    for listed in WhitelistedItem.objects.filter(version=version).select_related("recipient", "item"):
        provided.setdefault(listed.recipient.activity_id, set()).add(listed.item.code)
    recipients = {row.activity_id: row for row in PolicyRecipient.objects.filter(version=version)}
    general: dict[str, set[str]] = {}
    for gap in KnownGap.objects.filter(version=version, direction=GapDirection.UNSPECIFIC).exclude(item=""):
        general.setdefault(gap.activity, set()).add(gap.item)
    return {
        row.code: Terms(
            row,
            items.get(row.pk, {}),
            frozenset(general.get(row.code, ())),
            _identity(recipients.get(row.pk)),
            frozenset(provided.get(row.pk, ())),
        )
        for row in PolicyActivity.objects.filter(version=version)
    }


def _identity(recipient: PolicyRecipient | None) -> tuple[str, ...]:
    if recipient is None:
        return ()
    return (recipient.code, recipient.name_ko, recipient.name_en, recipient.purpose_ko, recipient.purpose_en)


def _change(code: str, old: Terms | None, new: Terms) -> ActivityChange:
    if old is None:
        return ActivityChange(code, new.policy.legal_basis, is_new=True)
    known = {*old.items, *old.general, *old.provided}
    both = new.items.keys() & old.items.keys()
    length, earlier = new.policy.keep_length, old.policy.keep_length
    return ActivityChange(
        code,
        new.policy.legal_basis,
        new_purpose=_purpose(new.policy) != _purpose(old.policy),
        new_items=_sorted(new.items.keys() - known),
        gone_items=_sorted(old.items.keys() - new.items.keys()),
        newly_required=_sorted(item for item in both if new.items[item][0] and not old.items[item][0]),
        no_longer_required=_sorted(item for item in both if old.items[item][0] and not new.items[item][0]),
        kept_longer=length > earlier or any(_is_longer(new.items[item][1], old.items[item][1]) for item in both),
        kept_shorter=length < earlier or any(_is_longer(old.items[item][1], new.items[item][1]) for item in both),
        new_recipient=bool(new.recipient) and new.recipient != old.recipient,
        newly_provided=_sorted(new.provided - old.provided - old.general),
        no_longer_provided=_sorted(old.provided - new.provided),
        needs_consent_now=new.policy.legal_basis == LegalBasis.CONSENT != old.policy.legal_basis,
    )


def _is_longer(one: int, other: int) -> bool:
    """Months kept; 0 lasts as long as the activity."""
    return (one or 9999) > (other or 9999)


def _purpose(policy: PolicyActivity) -> tuple[str, str]:
    return (" ".join(policy.purpose_ko.split()), " ".join(policy.purpose_en.split()))


def _sorted(codes: Iterable[str]) -> Names:
    return tuple(sorted(codes))
