"""The only ways into the consent ledger. Each event and what follows from it for processing are one transaction.

Policy art. 1; PIPA arts. 15, 17, 22 and 37. A line (person, activity, recipient) is linear under parallel writers: the
database refuses a second event with the same number, and the later writer looks again before it speaks.
"""

from collections.abc import Callable, Collection
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from privacy.clocks import seoul_date
from privacy.consent.choices import HOLDS, ConsentKind, ConsentMethod, ConsentSource
from privacy.consent.exceptions import ConsentRefused, NothingToWithdraw, StaleNotice
from privacy.consent.models import ConsentEvent, ConsentText
from privacy.consent.questions import Answer, Question
from privacy.policy.notices import ConsentNotice, NamedRecipient
from privacy.policy.services import notice, require_open
from privacy.subjects.models import Processing
from privacy.subjects.services import note, open_activity

# Every failed attempt means that another writer of the same line succeeded; nobody has this many.
ATTEMPTS = 50
LINE = "consent_line_is_linear"


def ask(
    *, activity: str, language: str, subject_id: UUID | None = None, recipient: NamedRecipient | None = None
) -> Question:
    """The question to show to a person (None: somebody who is about to join). Raises ActivityClosed."""
    require_open(activity)
    shown = notice(activity, language, recipient)
    latest = _latest(subject_id, activity, recipient.id if recipient else None) if subject_id else None
    return Question(shown, latest.seq if latest else 0)


@transaction.atomic
def answer(*, subject_id: UUID, given: Answer, method: ConsentMethod = ConsentMethod.WEBSITE) -> ConsentEvent:
    """Record what a person answered to a question: a consent, or a refusal of what may be refused."""
    shown = given.question.notice
    record = give if given.ticked else refuse
    return record(
        subject_id=subject_id,
        activity=shown.activity,
        language=shown.language,
        shown_hash=shown.hash,
        method=method,
        recipient=shown.recipient,
        after_seq=given.question.after_seq,
    )


@transaction.atomic
def give(
    *,
    subject_id: UUID,
    activity: str,
    language: str,
    shown_hash: str,
    method: ConsentMethod = ConsentMethod.WEBSITE,
    source: ConsentSource = ConsentSource.PERSON,
    recipient: NamedRecipient | None = None,
    after_seq: int | None = None,
) -> ConsentEvent:
    """Record a consent (a renewal where one holds) to what was shown, and let the activity process.

    Raises StaleNotice when the text shown is not the one of today, or when the line went on since the form was made.
    """
    shown = _shown(activity, language, recipient, shown_hash)

    def next_event(latest: ConsentEvent | None) -> ConsentEvent:
        _require_fresh(latest, after_seq)
        kind = ConsentKind.RENEWED if latest and _holds(latest) else ConsentKind.GIVEN
        return _event(shown, kind, method, source)

    event = _append(subject_id, activity, recipient.id if recipient else None, next_event)
    project(subject_id=subject_id, activity=activity)
    return event


@transaction.atomic
def refuse(
    *,
    subject_id: UUID,
    activity: str,
    language: str,
    shown_hash: str,
    method: ConsentMethod = ConsentMethod.WEBSITE,
    source: ConsentSource = ConsentSource.PERSON,
    recipient: NamedRecipient | None = None,
    after_seq: int | None = None,
) -> ConsentEvent:
    """Record that a person was asked and did not consent. A consent that holds is not touched: it is withdrawn."""
    shown = _shown(activity, language, recipient, shown_hash)

    def next_event(latest: ConsentEvent | None) -> ConsentEvent:
        _require_fresh(latest, after_seq)
        if latest and _holds(latest):
            raise ConsentRefused("A consent that holds is withdrawn, not refused.")
        return _event(shown, ConsentKind.REFUSED, method, source)

    return _append(subject_id, activity, recipient.id if recipient else None, next_event)


@transaction.atomic
def withdraw(
    *,
    subject_id: UUID,
    activity: str,
    recipient_id: UUID | None = None,
    method: ConsentMethod = ConsentMethod.WEBSITE,
    source: ConsentSource = ConsentSource.PERSON,
) -> ConsentEvent:
    """Record a withdrawal; from this moment nothing holds. Raises NothingToWithdraw. PIPA art. 37."""

    def next_event(latest: ConsentEvent | None) -> ConsentEvent:
        if latest is None or not _holds(latest):
            raise NothingToWithdraw(f"There is no consent to {activity} that holds.")
        return _following(latest, ConsentKind.WITHDRAWN, method, source)

    event = _append(subject_id, activity, recipient_id, next_event)
    project(subject_id=subject_id, activity=activity)
    return event


@transaction.atomic
def withdraw_all(*, subject_id: UUID, method: ConsentMethod = ConsentMethod.WEBSITE) -> list[ConsentEvent]:
    """Withdraw every consent of a person who leaves."""
    return [
        withdraw(subject_id=subject_id, activity=held.activity, recipient_id=held.recipient, method=method)
        for held in current(subject_id)
    ]


@transaction.atomic
def expire(*, event: ConsentEvent) -> ConsentEvent:
    """Record that the time of a consent has run out. Raises NothingToWithdraw when it has not, or was renewed since."""
    today = seoul_date(timezone.now())

    def next_event(latest: ConsentEvent | None) -> ConsentEvent:
        if latest is None or latest.pk != event.pk or latest.kind not in HOLDS or latest.holds_on(today):
            raise NothingToWithdraw("This consent has not run out.")
        return _following(latest, ConsentKind.EXPIRED, ConsentMethod.CLOCK, ConsentSource.PORTAL)

    expired = _append(event.subject_id, event.activity, event.recipient, next_event)
    project(subject_id=event.subject_id, activity=event.activity)
    return expired


def current(subject_id: UUID) -> list[ConsentEvent]:
    """The consents of a person that hold today."""
    latest = ConsentEvent.objects.filter(subject=subject_id).latest_words()
    return [event for event in latest if _holds(event)]


def is_given(*, subject_id: UUID, activity: str, recipient_id: UUID | None = None) -> bool:
    """Whether a person's consent to an activity (and one recipient) holds today."""
    latest = _latest(subject_id, activity, recipient_id)
    return latest is not None and _holds(latest)


def has_ended(*, subject_id: UUID, activity: str) -> bool:
    """Whether a person once consented to an activity and nothing of that holds today."""
    said = ConsentEvent.objects.filter(subject=subject_id, activity=activity)
    return said.filter(kind__in=HOLDS).exists() and not any(_holds(event) for event in said.latest_words())


def basis(subject_ids: Collection[UUID], *, activity: str, recipient_id: UUID) -> dict[UUID, ConsentEvent]:
    """The consents of these people to an activity and one recipient that hold today; one query."""
    said = ConsentEvent.objects.filter(subject__in=subject_ids, activity=activity, recipient=recipient_id)
    return {event.subject_id: event for event in said.latest_words() if _holds(event)}


def project(*, subject_id: UUID, activity: str) -> None:
    """Rebuild, from the ledger, what a person's consents allow: the consent part of `Processing`.

    It goes on until the last of the consents ends; without any, it ended yesterday at the latest.
    """
    words = ConsentEvent.objects.filter(subject=subject_id, activity=activity).latest_words()
    holding = [event for event in words if _holds(event)]
    if holding:
        latest = max(holding, key=lambda event: event.at)
        days = [event.until for event in holding]
        until = None if None in days else max(day for day in days if day)
        open_activity(subject_id=subject_id, activity=activity, basis_event=latest.pk, until=until)
    else:
        yesterday = seoul_date(timezone.now()) - timedelta(days=1)
        going_on = Processing.objects.filter(subject=subject_id, activity=activity, destroyed_at=None)
        going_on.filter(Q(until=None) | Q(until__gt=yesterday)).update(until=yesterday)


def _shown(activity: str, language: str, recipient: NamedRecipient | None, shown_hash: str) -> ConsentNotice:
    require_open(activity)
    shown = notice(activity, language, recipient)
    if shown.hash != shown_hash:
        raise StaleNotice("What was shown is not the text of today.")
    return shown


def _require_fresh(latest: ConsentEvent | None, after_seq: int | None) -> None:
    if after_seq is not None and after_seq != (latest.seq if latest else 0):
        raise StaleNotice("The form was used before.")


def _event(shown: ConsentNotice, kind: ConsentKind, method: ConsentMethod, source: ConsentSource) -> ConsentEvent:
    ConsentText.objects.bulk_create([ConsentText(hash=shown.hash, content=shown.content())], ignore_conflicts=True)
    return ConsentEvent(
        kind=kind,
        version_id=shown.version,
        text_id=shown.hash,
        language=shown.language,
        method=method,
        source=source,
        keep_years=shown.keep_years,
    )


def _following(latest: ConsentEvent, kind: ConsentKind, method: ConsentMethod, source: ConsentSource) -> ConsentEvent:
    return ConsentEvent(
        kind=kind,
        version_id=latest.version_id,
        text_id=latest.text_id,
        language=latest.language,
        method=method,
        source=source,
    )


def _append(
    subject_id: UUID,
    activity: str,
    recipient_id: UUID | None,
    next_event: Callable[[ConsentEvent | None], ConsentEvent],
) -> ConsentEvent:
    for _ in range(ATTEMPTS):
        latest = _latest(subject_id, activity, recipient_id)
        event = next_event(latest)
        event.subject_id, event.activity, event.recipient = subject_id, activity, recipient_id
        event.seq = latest.seq + 1 if latest else 1
        event.at = timezone.now()
        try:
            with transaction.atomic():
                event.save(force_insert=True)
                if event.seq > 1:  # What a line begins with is lost with what it was given for, and asked again.
                    note(kind="consent", body=event.as_note())
        except IntegrityError as error:
            if LINE not in str(error):
                raise
        else:
            return event
    raise ConsentRefused("Too many writers of one line.")


def _latest(subject_id: UUID, activity: str, recipient_id: UUID | None) -> ConsentEvent | None:
    return ConsentEvent.objects.line(subject=subject_id, activity=activity, recipient=recipient_id).first()


def _holds(event: ConsentEvent) -> bool:
    return event.holds_on(seoul_date(timezone.now()))
