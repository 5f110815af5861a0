"""Asking for what the law grants, and answering within ten days (PIPA arts. 35 to 38; policy art. 4)."""

import secrets
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from privacy.audit.actors import Actor
from privacy.audit.choices import Action
from privacy.audit.services import record
from privacy.clocks import DAYS_MOST_POSTPONED, DAYS_TO_ANSWER, add_days, seoul_date
from privacy.rights.choices import OUTCOMES, RequestKind, RequestState, RequestStep
from privacy.rights.exceptions import AlreadyAnswered, AnswerIncomplete, TooManyRequests
from privacy.rights.granting import ACTING, BY_HAND, carry_out, effects
from privacy.rights.models import RightsRequest, RightsRequestEvent
from privacy.subjects.models import DataSubject
from privacy.subjects.services import open_activity

MOST_OPEN = 10
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIVED, ANSWERED, POSTPONED = (
    f"privacy_rights/email/request_{name}" for name in ("received", "answered", "postponed")
)


@dataclass(frozen=True)
class Wish:
    """What a person asks for. `token` is of the form: a form that is sent twice is one request."""

    kind: RequestKind
    text: str
    token: UUID
    concerns: str = ""
    complains_of: UUID | None = None


@dataclass(frozen=True)
class Decision:
    """How the officer answers: granted, in part, refused on a ground of the law, or postponed until a day."""

    outcome: RequestState
    text: str
    ground: str = ""
    effect: str = ""
    until: date | None = None


def submit(*, subject_id: UUID, wish: Wish) -> RightsRequest:
    """Take a request down, give it a number and a last day, and say so by mail at once. Raises TooManyRequests.

    The person has signed in, which confirms who asks (decree art. 46): the answer is read in the same account, and
    what it can lead to the same session may do without asking.
    """
    try:
        with transaction.atomic():
            open_activity(subject_id=subject_id, activity=RightsRequest.activity)  # Its lock lets two take turns.
            if RightsRequest.objects.of(subject_id).waiting().count() >= MOST_OPEN:
                raise TooManyRequests
            request = _new(subject_id, wish)
            request.save(force_insert=True)
            note(request, RequestStep.RECEIVED)
            note(request, RequestStep.IDENTIFIED)
            tell(subject_id, RECEIVED, request)
    except IntegrityError:  # Sent before. Of somebody else's form there is none to be found.
        return RightsRequest.objects.of(subject_id).get(pk=wish.token)
    return request


@transaction.atomic
def decide(*, request_id: UUID, decision: Decision, by: Actor) -> RightsRequest:
    """Answer a request, or postpone the answer; what is granted is carried out in the same transaction.

    Raises AlreadyAnswered, and AnswerIncomplete where the law wants more: a ground, a day, something done.
    """
    owner = RightsRequest.objects.values_list("subject", flat=True).get(pk=request_id)
    # In the order of leaving and of consents: first the person, then her rows.
    DataSubject.objects.select_for_update(no_key=True).get(pk=owner)
    request = RightsRequest.objects.select_for_update().get(pk=request_id)
    if not request.is_waiting:
        raise AlreadyAnswered(request.number)
    record(by=by, action=Action.CHANGE, subjects=[owner], items=["rights_request"], reason=f"request {request.number}")
    if decision.outcome == RequestState.POSTPONED:
        return _postpone(request, decision, by)
    _require_complete(request, decision)
    if decision.effect and decision.effect != BY_HAND:
        carry_out(subject_id=owner, effect=decision.effect)
        note(request, RequestStep.CARRIED_OUT, by, effect=decision.effect)
    request.state, request.answer, request.answered_at = decision.outcome, decision.text, timezone.now()
    request.ground = "" if request.is_granted else decision.ground
    request.save()
    note(request, RequestStep.ANSWERED, by)
    tell(owner, ANSWERED, request)
    return request


@transaction.atomic
def close_requests(subject_id: UUID) -> None:
    """The person leaves: what she asked for is settled by the destruction of everything."""
    for request in RightsRequest.objects.of(subject_id).waiting().select_for_update():
        request.state = RequestState.CLOSED
        request.save(update_fields=["state"])
        note(request, RequestStep.CLOSED)


@transaction.atomic
def reopen_requests(subject_id: UUID) -> None:
    """The person is back: what leaving had settled waits for its answer again, with all of its days."""
    for request in RightsRequest.objects.of(subject_id).filter(state=RequestState.CLOSED).select_for_update():
        request.state, request.reminded_at, request.overdue_at = RequestState.RECEIVED, None, None
        request.due_on = add_days(_today(), DAYS_TO_ANSWER)
        request.save(update_fields=["state", "due_on", "reminded_at", "overdue_at"])
        note(request, RequestStep.REOPENED)


def note(request: RightsRequest, step: RequestStep, by: Actor | None = None, *, effect: str = "") -> None:
    """Write a step into the record."""
    RightsRequestEvent.objects.create(
        request=request.pk,
        subject_id=request.subject_id,
        step=step,
        state=request.state,
        due_on=request.due_on,
        effect=effect,
        by=by.member_id if by else None,
    )


def tell(to: UUID, notice: str, request: RightsRequest) -> None:
    """A letter with the number, the day and a link, and nothing of what was written (rule 47)."""
    context = {"number": request.number, "due_on": request.due_on, "request": request.pk}
    try:
        import_string(settings.PRIVACY_NOTIFIER)(subject_id=to, notice=notice, context=context)
    except LookupError:  # No address: the number is on the page, and the desk shows what is due.
        return


def _new(subject_id: UUID, wish: Wish) -> RightsRequest:
    earlier = RightsRequest.objects.of(subject_id).not_granted()
    return RightsRequest(
        id=wish.token,
        subject_id=subject_id,
        number=f"{_today():%y%m%d}-{''.join(secrets.choice(ALPHABET) for _ in range(6))}",
        kind=wish.kind,
        wish=wish.text,
        concerns=wish.concerns,
        complains_of=earlier.get(pk=wish.complains_of) if wish.complains_of else None,
        received_at=timezone.now(),
        due_on=add_days(_today(), DAYS_TO_ANSWER),
    )


def _require_complete(request: RightsRequest, decision: Decision) -> None:
    """What the law wants of an answer; the effect is one of those that there are now."""
    if decision.outcome not in OUTCOMES:
        raise AnswerIncomplete("outcome")
    is_granted = decision.outcome == RequestState.GRANTED
    if not is_granted and decision.ground not in request.grounds:
        raise AnswerIncomplete("ground")
    possible = {} if decision.outcome == RequestState.REFUSED else effects(request.subject_id, request.matter)
    if decision.effect and decision.effect not in (*possible, BY_HAND):
        raise AnswerIncomplete("effect")
    if is_granted and not decision.effect and request.matter in ACTING:
        raise AnswerIncomplete("effect")


def _postpone(request: RightsRequest, decision: Decision, by: Actor) -> RightsRequest:
    """The reason and the day are told within the first ten days; access and automated decisions only, once."""
    if not request.can_be_postponed:
        raise AnswerIncomplete("outcome")
    last = add_days(seoul_date(request.received_at), DAYS_TO_ANSWER + DAYS_MOST_POSTPONED)
    if decision.until is None or not _today() < decision.until <= last:
        raise AnswerIncomplete("until")
    request.state, request.due_on, request.postponement = RequestState.POSTPONED, decision.until, decision.text
    request.reminded_at = request.overdue_at = None
    request.save()
    note(request, RequestStep.POSTPONED, by)
    tell(request.subject_id, POSTPONED, request)
    return request


def _today() -> date:
    return seoul_date(timezone.now())
