"""What a consent to provision carries: which applications go on under it, and that they end with it (policy art. 2)."""

from uuid import UUID

from django.db import transaction

from recruitment.applications.models import Application, ApplicationQuerySet
from recruitment.applications.services import withdraw_application


def under_way(subject_id: UUID, recipient_id: UUID | None) -> list[str]:
    """The person's applications that are not decided, by company and posting: at one company, or at all."""
    return [
        f"{each.posting.company.name} · {each.posting.title} ({each.get_state_display()})"
        for each in _going_on(subject_id, recipient_id)
    ]


@transaction.atomic
def end(subject_id: UUID, recipient_id: UUID | None) -> None:
    """Take them back: the company cannot open them from the next request on."""
    for application in _going_on(subject_id, recipient_id):
        withdraw_application(application=application)


def _going_on(subject_id: UUID, recipient_id: UUID | None) -> ApplicationQuerySet:
    going_on: ApplicationQuerySet = Application.objects.of(subject_id).undecided()
    return going_on.filter(posting__company=recipient_id) if recipient_id else going_on
