"""What happens to an inquiry: received, answered, closed; and that the agency loses it with the consent.

Policy arts. 2 and 9; product rules 17 and 29.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from privacy.audit import services as audit
from privacy.audit.actors import Actor, ActorKind
from privacy.audit.choices import Action
from privacy.clocks import YEARS_OF_ANSWERED_INQUIRIES, add_years
from privacy.consent import services as consents
from privacy.consent.questions import Answer
from privacy.inquiries.agency import ACTIVITY, AGENCY, agency, end_for_agency
from privacy.inquiries.choices import Addressee
from privacy.inquiries.exceptions import NotOpen, TooManyInquiries
from privacy.inquiries.models import Inquiry, today
from privacy.policy.services import require_open
from privacy.provision.choices import EndedBecause
from privacy.subjects.models import DataSubject
from privacy.subjects.services import open_activity

MOST_UNANSWERED = 10
LETTERS = "privacy_inquiries/email/"


@transaction.atomic
def write_inquiry(
    *, subject_id: UUID, text: str, to: Addressee, submission: UUID, consent: Answer | None = None
) -> Inquiry:
    """Take an inquiry and confirm its receipt; without a consent to the agency it is IMPIX's own.

    `consent` answers the question that was asked with it. A form that is sent twice makes one inquiry. Raises
    ActivityClosed, NotProcessing, ConsentRefused and TooManyInquiries.
    """
    require_open(Inquiry.activity)
    # Two sendings of one form wait for each other here.
    DataSubject.objects.select_for_update(no_key=True).get(pk=subject_id)
    own = Inquiry.objects.of(subject_id)
    if known := own.filter(submission=submission).first():
        return known
    if own.unanswered().count() >= MOST_UNANSWERED:
        raise TooManyInquiries(subject_id)
    if to == Addressee.AGENCY and consent is not None:
        agency()
        consents.answer(subject_id=subject_id, given=consent)
    allowed = consents.is_given(subject_id=subject_id, activity=ACTIVITY, recipient_id=AGENCY)
    open_activity(subject_id=subject_id, activity=Inquiry.activity)
    inquiry = Inquiry(subject_id=subject_id, question=text, submission=submission)
    inquiry.addressed_to = Addressee.AGENCY if to == Addressee.AGENCY and allowed else Addressee.COMPANY
    inquiry.save()
    _tell(subject_id, "received", inquiry)
    return inquiry


@transaction.atomic
def answer_inquiry(*, inquiry_id: UUID, text: str, by: Actor, for_agency: bool) -> Inquiry:
    """Answer and close: at once for the person to read, and the agency opens nothing more for it.

    The agency answers what is addressed to it while the consent holds; IMPIX, the controller, answers anything that is
    open. Raises NotOpen.
    """
    subject_id = _subject_of(inquiry_id)
    inquiry = _locked(inquiry_id)
    if for_agency and not (inquiry.is_at_agency and _consents(subject_id)):
        raise NotOpen(inquiry.number)
    inquiry.answer_with(text, by=by.member_id)
    inquiry.save(update_fields=["answer", "answered_at", "answered_by", "closed_at"])
    if inquiry.addressed_to == Addressee.AGENCY:
        end_for_agency([inquiry], because=EndedBecause.PURPOSE_ACHIEVED)
    if not Inquiry.objects.of(subject_id).unanswered().exists():
        until = add_years(today(), YEARS_OF_ANSWERED_INQUIRIES)
        open_activity(subject_id=subject_id, activity=Inquiry.activity, until=until)
    audit.record(by=by, action=Action.CHANGE, subjects=[subject_id], items=["inquiry"], reason=inquiry.number)
    _tell(subject_id, "answered", inquiry)
    return inquiry


@transaction.atomic
def close_inquiry(*, inquiry_id: UUID, subject_id: UUID) -> None:
    """The person needs no answer any more. Raises NotOpen."""
    if _subject_of(inquiry_id) != subject_id:
        raise NotOpen(inquiry_id)
    _close([_locked(inquiry_id)], EndedBecause.RECALLED)


@transaction.atomic
def close_all(*, subject_id: UUID) -> None:
    """The person leaves: nobody answers, and the agency opens nothing more."""
    open_ones = Inquiry.objects.of(subject_id).unanswered().select_for_update(of=("self",))
    _close(list(open_ones), EndedBecause.LEFT)


@transaction.atomic
def end_provision(subject_id: UUID, recipient_id: UUID | None) -> None:
    """The consent to the agency ends: what it has not answered goes to IMPIX, with the day by which it is due."""
    if recipient_id not in (None, AGENCY):
        return
    at_agency = list(Inquiry.objects.at_agency().filter(subject=subject_id).select_for_update(of=("self",)))
    for inquiry in at_agency:
        inquiry.addressed_to = Addressee.COMPANY
        inquiry.save(update_fields=["addressed_to"])
    end_for_agency(at_agency, because=EndedBecause.CONSENT_WITHDRAWN)


def _subject_of(inquiry_id: UUID) -> UUID:
    """Whose it is, locked as leaving and withdrawing lock her, before any row of hers is. Raises NotOpen."""
    found = Inquiry.objects.filter(pk=inquiry_id).values_list("subject", flat=True).first()
    if found is None:
        raise NotOpen(inquiry_id)
    DataSubject.objects.select_for_update(no_key=True).get(pk=found)
    return found


def _locked(inquiry_id: UUID) -> Inquiry:
    found: Inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry_id)
    return found


def _consents(subject_id: UUID) -> bool:
    return consents.is_given(subject_id=subject_id, activity=ACTIVITY, recipient_id=AGENCY)


def _close(inquiries: list[Inquiry], because: EndedBecause) -> None:
    at_agency = [each for each in inquiries if each.is_at_agency]
    for inquiry in inquiries:
        inquiry.close()
        inquiry.save(update_fields=["closed_at"])
    end_for_agency(at_agency, because=because)


def remind_of_pressing() -> int:
    """Write once, from the seventh day on, to those who can answer; how many inquiries that concerned."""
    with transaction.atomic():
        rows = Inquiry.objects.pressing().filter(reminded_at=None).select_for_update(of=("self",), skip_locked=True)
        pressing = {row.pk: row for row in rows}
        Inquiry.objects.filter(pk__in=pressing).update(reminded_at=timezone.now())
        for addressee in {row.addressed_to for row in pressing.values()}:
            for reader in _answerers(addressee):
                _write_to(reader, "reminder", {"addressee": addressee})
    return len(pressing)


def _answerers(addressee: str) -> list[UUID]:
    """The data subjects behind the accounts that can answer: the agency's, or the officers'."""
    accounts: Any = get_user_model()._default_manager.filter(is_active=True)
    if addressee == Addressee.AGENCY:
        found = accounts.filter(kind=ActorKind.AGENCY)
    else:
        may = Q(is_superuser=True) | Q(groups__permissions__codename="change_inquiry")
        found = accounts.filter(may, is_staff=True).distinct()
    return list(found.values_list("subject", flat=True))


def _tell(subject_id: UUID, letter: str, inquiry: Inquiry) -> None:
    _write_to(subject_id, letter, {"number": inquiry.number, "due": inquiry.due, "id": inquiry.pk})


def _write_to(subject_id: UUID, letter: str, context: dict[str, Any]) -> None:
    try:
        import_string(settings.PRIVACY_NOTIFIER)(subject_id=subject_id, notice=LETTERS + letter, context=context)
    except LookupError:  # No address: everything stands on the page too.
        return
