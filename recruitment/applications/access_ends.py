"""How a company's access to applications ends: the one way of the provision ledger, and what belongs to it here.

Product rules 15, 21 and 26: what the person ends is destroyed in that request; what the clock or the selection ends is
gone for the company, while the person keeps her own copy until she deletes it or her clock ends.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from corporate.choices import CompanyRole, CompanyStatus
from corporate.models import CompanyMembership
from members.exceptions import NoAddress
from members.notifications import notify
from privacy.clocks import DAYS_AFTER_DECISION, add_days, seoul_date
from privacy.consent import services as consents
from privacy.consent.choices import ConsentKind
from privacy.consent.models import ConsentEvent
from privacy.provision.access_ends import Given, end_access, today
from privacy.provision.choices import EndedBecause
from privacy.provision.models import AccessEnd
from privacy.subjects.exceptions import NotProcessing
from privacy.subjects.files import SealedFileStorage
from privacy.subjects.services import note
from recruitment.applications.choices import UNDECIDED, State
from recruitment.applications.models import Application

ACTIVITY = Application.activity
NOTICE = "recruitment/email/access_ended"
# What a person ends in her own request is an edit of her own (rule 21); what leaving ends is destroyed by a plan.
ERASED_AT_ONCE = (EndedBecause.RECALLED, EndedBecause.CONSENT_WITHDRAWN)
Ending = tuple[Application, EndedBecause]


@transaction.atomic
def end_applications(endings: Collection[Ending]) -> list[AccessEnd]:
    """End the companies' access to these applications, and tell each company once what it has to delete."""
    ends: list[AccessEnd] = []
    for because in sorted({because for _application, because in endings}):
        found = [application for application, why in endings if why == because]
        ends += end_access([_given(application) for application in found], because=because)
        if because in ERASED_AT_ONCE and found:
            note(kind="taken_back", body={"applications": [each.pk for each in found], "because": because})
            _erase(found)
    _tell(end for end in ends if end.is_unconfirmed)
    return ends


@transaction.atomic
def end_by_consent(*, subject_id: UUID, company_id: UUID | None) -> None:
    """A person withdraws her consent to one company (None: to all): everything that it got from her is taken back."""
    found = Application.objects.filter(subject=subject_id).with_access()
    if company_id is not None:
        found = found.filter(posting__company=company_id)
    _end_by_the_person(found, EndedBecause.CONSENT_WITHDRAWN)


@transaction.atomic
def withdraw_all(subject_id: UUID) -> None:
    """The person leaves: no company sees any application of hers from this moment."""
    _end_by_the_person(Application.objects.filter(subject=subject_id).with_access(), EndedBecause.LEFT)


def replay_taken_back(entries: Iterable[Mapping[str, Any]]) -> int:
    """After a restore: what was taken back since then is taken back again, and the company is told again."""
    count = 0
    for entry in entries:
        there = Application.objects.filter(pk__in=entry["applications"]).with_access()
        count += len(_end_by_the_person(there, EndedBecause(entry["because"])))
    return count


@transaction.atomic
def end_due() -> int:
    """Every night: end what a clock, the selection, a company's lost approval or an ended consent has ended."""
    endings: list[Ending] = []
    for chunk in Application.objects.with_access().select_related("posting__company").order_by("pk").in_chunks():
        endings += _due(chunk)
    return len(end_applications(endings))


@transaction.atomic
def _end_by_the_person(found: Iterable[Application], because: EndedBecause) -> list[AccessEnd]:
    locked = Application.objects.filter(pk__in=[each.pk for each in found]).order_by("pk")
    applications = list(locked.select_related("posting").select_for_update(of=("self",)))
    for application in applications:
        if application.is_undecided:
            application.withdraw()
            application.save(update_fields=["state", "moved_at"])
    return end_applications([(application, because) for application in applications])


def _due(applications: list[Application]) -> Iterator[Ending]:
    people = {each.subject_id for each in applications}
    said = ConsentEvent.objects.filter(subject__in=people, activity=ACTIVITY).latest_words()
    words = {(event.subject_id, event.recipient): event for event in said}
    for application in applications:
        word = words.get((application.subject_id, application.posting.company_id))
        because = _because(application, word)
        if because is not None:
            yield application, because


def _because(application: Application, word: ConsentEvent | None) -> EndedBecause | None:
    """Why the access to an application has ended by today, if it has."""
    decided = application.state not in UNDECIDED
    if application.state == State.WITHDRAWN:
        return EndedBecause.RECALLED
    if word is None or word.kind in (ConsentKind.WITHDRAWN, ConsentKind.REFUSED):
        return EndedBecause.CONSENT_WITHDRAWN
    if not word.holds_on(today()):
        return EndedBecause.EXPIRED
    if application.posting.company.status != CompanyStatus.APPROVED:
        return EndedBecause.APPROVAL_LOST
    if decided and add_days(seoul_date(application.moved_at), DAYS_AFTER_DECISION) < today():
        return EndedBecause.PURPOSE_ACHIEVED
    return None


def _given(application: Application) -> Given:
    posting = application.posting
    return Given(application.pk, application.subject_id, posting.company_id, ACTIVITY, posting.pk)


def _erase(applications: Collection[Application]) -> None:
    for application in applications:
        try:
            with transaction.atomic():
                files = list(application.files.all())
                for file in files:
                    file.delete()
                application.erase()
                application.save()
        except NotProcessing:
            continue  # A plan is destroying it at this moment.
        for file in files:
            transaction.on_commit(partial(SealedFileStorage().delete, file.attachment.name or ""))


def _tell(ends: Iterable[AccessEnd]) -> None:
    """One letter to each who opens applications for these companies, its owners where nobody does (rule 15)."""
    companies = {end.recipient_id for end in ends}
    acting = list(CompanyMembership.objects.current().filter(company__in=companies))
    for company in companies:
        ours = [each for each in acting if each.company_id == company]
        readers = [each for each in ours if each.opens_applications]
        for each in readers or [each for each in ours if each.role == CompanyRole.OWNER]:
            try:
                notify(subject_id=each.subject_id, notice=NOTICE)
            except NoAddress:
                continue  # The outstanding confirmation reaches the officer when it is overdue.


def end_consent_if_last(*, subject_id: UUID, company_id: UUID) -> None:
    """The provision consent to a company ends with the last application that the company can open."""
    others = Application.objects.filter(subject=subject_id, posting__company=company_id).with_access()
    if others.exists():
        return
    if consents.is_given(subject_id=subject_id, activity=ACTIVITY, recipient_id=company_id):
        consents.withdraw(subject_id=subject_id, activity=ACTIVITY, recipient_id=company_id)
