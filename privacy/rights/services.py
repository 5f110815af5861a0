"""Leaving, and undoing it: what changes at once, in the request in which the person says so.

Policy arts. 1 and 6; PIPA arts. 21 and 37.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from privacy.clocks import seoul_date
from privacy.consent import services as consents
from privacy.consent.choices import ConsentKind
from privacy.consent.exceptions import ConsentRefused
from privacy.consent.models import ConsentEvent
from privacy.consent.questions import Answer, Question
from privacy.destruction.exceptions import WrongState
from privacy.destruction.services import add_reason, is_decided, withdraw_reasons
from privacy.destruction.status import departed_at, issue_reference, reference_digest
from privacy.policy.services import is_open
from privacy.registry import registry
from privacy.rights.exceptions import AlreadyLeft, NotLeft, TooLate
from privacy.subjects.exceptions import NotProcessing
from privacy.subjects.models import DataSubject, Processing
from privacy.subjects.services import note

REASON = "withdrawal"
LEFT, RETURNED = "privacy_rights/email/left", "privacy_rights/email/returned"


@transaction.atomic
def close_account(*, subject_id: UUID) -> str:
    """End a membership, whole or not at all, and give the code by which its destruction can be followed (rule 27).

    Every app takes what is the person's out of use, the topmost first; every consent is withdrawn; every activity gets
    a reason to be destroyed. Nothing is destroyed yet: that needs a plan and the officer (policy art. 6(3)). The code
    is not stored. Raises AlreadyLeft.
    """
    # The lock that open_activity takes too: a consent is given before this, and withdrawn here, or never.
    subject = DataSubject.objects.select_for_update(no_key=True).get(pk=subject_id)
    if subject.left_at is not None:
        raise AlreadyLeft(subject_id)
    code = issue_reference(subject_id=subject_id)
    _tell(subject_id, LEFT, {"code": code})
    end_everything(subject, timezone.now())
    digest = reference_digest(code).hex()
    note(kind="departure", body={"subject": subject_id, "left_at": subject.left_at, "reference": digest})
    return code


def end_everything(subject: DataSubject, at: datetime) -> None:
    """What leaving does to apps, consents and reasons, in the caller's transaction."""
    for declaration in reversed(registry().personal()):
        if declaration.close:
            import_string(declaration.close)(subject_id=subject.pk)
    consents.withdraw_all(subject_id=subject.pk)
    going_on = Processing.objects.filter(subject=subject, destroyed_at=None).order_by("activity")
    for activity in going_on.values_list("activity", flat=True):
        add_reason(subject_id=subject.pk, activity=activity, kind=REASON, anchor=seoul_date(at))
    # Last, because withdrawing one of several consents renews what the others rest on.
    subject.left_at = at
    subject.save(update_fields=["left_at"])


@transaction.atomic
def reopen_account(*, subject_id: UUID, given: Collection[Answer]) -> None:
    """Undo leaving until the officer has approved the destruction (rule 27), whole or not at all.

    `given` answers the questions of `lost_consents`. What stays without consent goes as its time has run out;
    applications and the provision of data to companies are not revived. Raises NotLeft, TooLate, and ConsentRefused
    where a required consent is missing or its text has changed.
    """
    subject = DataSubject.objects.select_for_update(no_key=True).get(pk=subject_id)
    if subject.left_at is None:
        raise NotLeft(subject_id)
    if not can_return(subject_id=subject_id):
        raise TooLate(subject_id)
    _require_consents(subject_id, given)
    try:
        revive(subject)
    except WrongState as error:  # Approved since we looked.
        raise TooLate(subject_id) from error
    try:
        for answer in given:
            consents.answer(subject_id=subject_id, given=answer)
    except NotProcessing as error:  # Another plan destroys that activity since a moment ago.
        raise TooLate(subject_id) from error
    note(kind="departure", body={"subject": subject_id, "left_at": None})
    _tell(subject_id, RETURNED, {})


def revive(subject: DataSubject) -> None:
    """What returning does to reasons and apps, in the caller's transaction. Raises WrongState."""
    withdraw_reasons(subject_id=subject.pk, kind=REASON)
    subject.left_at = None
    subject.save(update_fields=["left_at"])
    for declaration in registry().personal():
        if declaration.reopen:
            import_string(declaration.reopen)(subject_id=subject.pk)


def can_return(*, subject_id: UUID) -> bool:
    """Whether somebody who left may still undo it: nothing is approved yet."""
    departed = departed_at(subject_id=subject_id)
    return departed is not None and not is_decided(subject_id=subject_id, kind=REASON, since=seoul_date(departed))


def lost_consents(*, subject_id: UUID, language: str) -> list[Question]:
    """The consents that leaving withdrew, to be asked again; not those to the provision of data to somebody."""
    asked = [
        consents.ask(activity=lost.activity, language=language, subject_id=subject_id) for lost in _lost(subject_id)
    ]
    return [question for question in asked if not question.notice.is_provision]


def _require_consents(subject_id: UUID, given: Collection[Answer]) -> None:
    """The account itself needs its consent; refusing another one leaves the membership as it is (PIPA art. 16(3))."""
    ticked = {answer.question.notice.activity for answer in given if answer.ticked}
    needed = {declaration.activity for declaration in registry().personal() if declaration.reopen}
    if needed & {lost.activity for lost in _lost(subject_id)} - ticked:
        raise ConsentRefused("A required consent is missing.")


def _lost(subject_id: UUID) -> list[ConsentEvent]:
    """The events by which leaving withdrew what can still be processed."""
    departed = departed_at(subject_id=subject_id)
    going_on = Processing.objects.filter(subject=subject_id, fenced_by=None, destroyed_at=None)
    activities = set(going_on.values_list("activity", flat=True))
    words = ConsentEvent.objects.filter(subject=subject_id, recipient=None, activity__in=activities).latest_words()
    return [
        event
        for event in words
        if departed and event.kind == ConsentKind.WITHDRAWN and event.at >= departed and is_open(event.activity)
    ]


def _tell(subject_id: UUID, notice: str, context: dict[str, str]) -> None:
    try:
        import_string(settings.PRIVACY_NOTIFIER)(subject_id=subject_id, notice=notice, context=context)
    except LookupError:  # No address: it stands on the page too, and keeps nobody from leaving or returning.
        return
