"""What a consent to provision carries: which applications go on under it, and that they end with it (policy art. 2)."""

from uuid import UUID

from recruitment.applications.access_ends import end_by_consent
from recruitment.applications.models import Application, ApplicationQuerySet


def under_way(subject_id: UUID, recipient_id: UUID | None) -> list[str]:
    """The person's applications that are not decided, by company and posting: at one company, or at all."""
    return [
        f"{each.posting.company.name} · {each.posting.title} ({each.get_state_display()})"
        for each in _going_on(subject_id, recipient_id)
    ]


def end(subject_id: UUID, recipient_id: UUID | None) -> None:
    """Take back all that went to the company, decided or not: it opens nothing from the next request on (rule 15)."""
    end_by_consent(subject_id=subject_id, company_id=recipient_id)


def _going_on(subject_id: UUID, recipient_id: UUID | None) -> ApplicationQuerySet:
    going_on: ApplicationQuerySet = Application.objects.of(subject_id).undecided()
    return going_on.filter(posting__company=recipient_id) if recipient_id else going_on
