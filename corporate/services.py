"""Registering companies and deciding about them (policy art. 1; Job Security Act: the poster is verified first)."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from corporate.choices import CompanyRole, CompanyStatus
from corporate.models import Company, CompanyMembership, CompanyRegistration
from members.exceptions import NoAddress
from members.notifications import notify
from privacy.audit.actors import Actor
from privacy.audit.choices import Action
from privacy.audit.services import record
from privacy.consent import services as consents
from privacy.consent.questions import Answer
from privacy.provision.choices import RecipientKind
from privacy.provision.models import Recipient

REGISTRATION_ITEMS = ("registration_number", "representative_name")


@transaction.atomic
def register_company(*, subject_id: UUID, consent: Answer, items: dict[str, Any]) -> Company:
    """Put a company before the reviewers; the person who registers it becomes its owner."""
    consents.answer(subject_id=subject_id, given=consent)
    company = Company.objects.create(**_company_items(items))
    CompanyRegistration.objects.create(company=company, subject_id=subject_id, **_registration_items(items))
    CompanyMembership.objects.create(
        company=company, subject_id=subject_id, role=CompanyRole.OWNER, opens_applications=True
    )
    return company


@transaction.atomic
def resubmit_company(*, company: Company, registration: CompanyRegistration, items: dict[str, Any]) -> None:
    """Store the mended items of a refused company and put it before the reviewers again. Raises WrongStatus."""
    company.resubmit()
    for name, value in _company_items(items).items():
        setattr(company, name, value)
    company.save()
    for name, value in _registration_items(items).items():
        setattr(registration, name, value)
    registration.save()


@transaction.atomic
def set_logo(*, company_id: UUID, picture: bytes | None) -> None:
    """Replace the logo, or delete it; the old file goes when this is committed, a new one if it is not."""
    company = Company.objects.select_for_update(of=("self",)).get(pk=company_id)
    storage, old = company.logo.storage, company.logo.name or ""
    company.logo.name = storage.save(f"{company.pk}/{uuid4()}.png", ContentFile(picture)) if picture else ""
    try:
        company.save(update_fields=["logo"])
    except BaseException:
        storage.delete(company.logo.name) if company.logo.name else None
        raise
    if old:
        transaction.on_commit(lambda: storage.delete(old))


@transaction.atomic
def decide(*, company_id: UUID, approve: bool, by: Actor, reason: str = "") -> Company:
    """Approve or refuse a company. Raises WrongStatus when somebody decided before."""
    company: Company = Company.objects.select_for_update(of=("self",)).get(pk=company_id)
    company.decide(CompanyStatus.APPROVED if approve else CompanyStatus.REFUSED, reason)
    if approve and company.recipient is None:
        # The id that provision consents name.
        company.recipient = Recipient.objects.create(id=company.pk, kind=RecipientKind.COMPANY, name=company.name)
    company.save()
    owners = list(company.memberships.filter(ended_at=None).values_list("subject", flat=True))
    record(by=by, action=Action.CHANGE, subjects=owners, items=["company_status"], reason=reason or "approved")
    _tell(owners, "approved" if approve else "refused")
    return company


@transaction.atomic
def end_memberships(subject_id: UUID) -> None:
    """A person leaves: they act for no company any more, and one without another owner is suspended (rule 34)."""
    mine = CompanyMembership.objects.current().filter(subject=subject_id)
    companies = list(mine.filter(role=CompanyRole.OWNER).values_list("company", flat=True))
    mine.end()
    _suspend_orphaned(companies)


def replay_ended_memberships(entries: Iterable[Mapping[str, Any]]) -> int:
    """After a restore: who was removed since then acts for the company no more; how many that were."""
    count = 0
    for entry in entries:
        then = CompanyMembership.objects.current().filter(
            company=entry["company"], subject=entry["subject"], since__lte=entry["at"]
        )
        # Of whoever is fenced, the rows go as soon as the plan does.
        with suppress(IntegrityError), transaction.atomic():
            owned = list(then.filter(role=CompanyRole.OWNER).values_list("company", flat=True))
            count += then.update(ended_at=entry["at"])
            _suspend_orphaned(owned)
    return count


def _suspend_orphaned(company_ids: list[UUID]) -> None:
    orphaned = Company.objects.filter(pk__in=company_ids).exclude(
        memberships__role=CompanyRole.OWNER, memberships__ended_at=None
    )
    orphaned.update(status=CompanyStatus.SUSPENDED, decided_at=timezone.now())


def _tell(subject_ids: list[UUID], decision: str) -> None:
    """A letter with a link; the reason of a refusal is on the page, because it may name somebody (rule 47)."""
    for subject_id in subject_ids:
        with suppress(NoAddress):
            notify(subject_id=subject_id, notice=f"corporate/email/{decision}")


def _company_items(items: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in items.items() if name not in REGISTRATION_ITEMS}


def _registration_items(items: dict[str, Any]) -> dict[str, Any]:
    return {name: items[name] for name in REGISTRATION_ITEMS}
