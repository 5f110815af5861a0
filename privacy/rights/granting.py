"""What granting a request does by itself: through the services that the person uses herself (PIPA arts. 36 and 37).

The officer chooses an effect from what there is; an effect is a stored code such as `deletion:job_matching`.
"""

from collections.abc import Iterable
from uuid import UUID

from privacy.consent import services as consents
from privacy.consent.choices import ConsentSource
from privacy.consent.exceptions import NothingToWithdraw
from privacy.declarations import Basis
from privacy.destruction.grounds import Pair, still_expired
from privacy.destruction.overview import activity_title
from privacy.destruction.services import add_reason
from privacy.provision.models import Recipient
from privacy.registry import registry
from privacy.rights.choices import RequestKind
from privacy.rights.consenting import withdraw_consent
from privacy.rights.restriction import restrict
from privacy.subjects.models import Processing

REASON = "rights_request"
BY_HAND = "by_hand"
SUSPENSION = "suspension"
ACTING = (RequestKind.DELETION, RequestKind.SUSPENSION, RequestKind.WITHDRAWAL)


def concernable(subject_id: UUID) -> dict[str, str]:
    """The activities that go on about a person and rest on no law: their codes and titles."""
    going_on = Processing.objects.filter(subject=subject_id, fenced_by=None, destroyed_at=None).order_by("since", "pk")
    codes = [each.activity for each in going_on if registry().activity(each.activity).basis is not Basis.STATUTE]
    return {code: activity_title(code) for code in codes}


def effects(subject_id: UUID, matter: RequestKind) -> dict[str, str]:
    """What granting can carry out for this person: codes, and what the officer reads.

    What a membership consists of goes by leaving alone, which is the person's own act.
    """
    if matter == RequestKind.SUSPENSION:
        return {SUSPENSION: ""}
    if matter == RequestKind.DELETION:
        titles = concernable(subject_id)
        return {f"deletion:{code}": title for code, title in titles.items() if not registry().activity(code).leaves_by}
    return _withdrawable(subject_id) if matter == RequestKind.WITHDRAWAL else {}


def effect_title(effect: str) -> str:
    """An effect as it reads in the record of a request."""
    activity = effect.partition(":")[2].partition("@")[0]
    return activity_title(activity) if activity else ""


def carry_out(*, subject_id: UUID, effect: str) -> None:
    """Do it, in the transaction of the answer. What the person has done herself meanwhile is done."""
    what, _colon, rest = effect.partition(":")
    activity, _at, recipient = rest.partition("@")
    if what == SUSPENSION:
        restrict(subject_id=subject_id)
    elif what == "withdrawal":
        _withdraw(subject_id, activity, UUID(recipient) if recipient else None)
    elif what == "deletion":
        for held in consents.current(subject_id):
            if held.activity == activity:
                _withdraw(subject_id, activity, held.recipient)
        add_reason(subject_id=subject_id, activity=activity, kind=REASON)


def still_granted(pairs: Iterable[Pair]) -> set[Pair]:
    """Those of the pairs that still have to go: whoever consents anew after a deletion keeps what is new and old."""
    wanted = set(pairs)
    by_consent = {pair for pair in wanted if registry().activity(pair[1]).basis is Basis.CONSENT}
    return (wanted - by_consent) | still_expired(by_consent)


def _withdraw(subject_id: UUID, activity: str, recipient_id: UUID | None) -> None:
    try:
        withdraw_consent(
            subject_id=subject_id, activity=activity, recipient_id=recipient_id, source=ConsentSource.STAFF
        )
    except NothingToWithdraw:
        return


def _withdrawable(subject_id: UUID) -> dict[str, str]:
    held = [event for event in consents.current(subject_id) if not registry().activity(event.activity).leaves_by]
    names = dict(Recipient.objects.filter(pk__in=[event.recipient for event in held]).values_list("pk", "name"))
    return {
        f"withdrawal:{event.activity}@{event.recipient or ''}": ": ".join(
            filter(None, (activity_title(event.activity), names.get(event.recipient) if event.recipient else ""))
        )
        for event in held
    }
