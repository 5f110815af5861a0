"""Paper: entered when it comes, confirmed when it is gone (product rule 25)."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet

from privacy.clocks import seoul_date
from privacy.destruction.choices import PaperMethod
from privacy.destruction.exceptions import NothingToHold, NotThen, NoWitness
from privacy.destruction.grounds import today
from privacy.destruction.models import PaperItem
from privacy.subjects.models import Processing


def enter(
    *, subject_id: UUID, activity: str, what: str, case_number: str, place: str, pages: int, officer_id: UUID
) -> PaperItem:
    """Note a letter, fax or copy. Raises NothingToHold when nothing is processed any more.

    The lock holds off the step that deletes the rows: a certificate comes after this, and counts it.
    """
    with transaction.atomic():
        alive = Processing.objects.filter(subject=subject_id, activity=activity, destroyed_at=None)
        if alive.select_for_update(no_key=True).first() is None:
            raise NothingToHold("Nothing is processed.")
        return PaperItem.objects.create(
            subject_id=subject_id,
            activity=activity,
            what=what,
            case_number=case_number,
            place=place,
            pages=pages,
            entered_by=officer_id,
        )


def confirm(
    *, paper_id: UUID, method: PaperMethod, destroyed_on: date, witness_id: UUID, officer_id: UUID
) -> PaperItem:
    """Say how, when, by whom and before whom it was destroyed; once. Raises NotThen and NoWitness."""
    with transaction.atomic():
        paper: PaperItem = PaperItem.objects.select_for_update().get(pk=paper_id)
        if paper.destroyed_on is not None or not seoul_date(paper.entered_at) <= destroyed_on <= today():
            raise NotThen
        if not witnesses(officer_id).filter(pk=witness_id).exists():
            raise NoWitness
        paper.method, paper.destroyed_on, paper.destroyed_by, paper.witness = (
            method, destroyed_on, officer_id, witness_id,
        )  # fmt: skip
        paper.save(update_fields=["method", "destroyed_on", "destroyed_by", "witness"])
    return paper


def witnesses(officer_id: UUID) -> QuerySet[Any]:
    """Everybody who works at the desk but the officer herself."""
    staff: QuerySet[Any] = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
    return staff.exclude(pk=officer_id).order_by("pk")
