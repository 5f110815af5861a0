"""Taking back what one recipient got: at once, everywhere, with the consent (PIPA art. 37; product rule 15)."""

from uuid import UUID

from django.db import transaction

from privacy.consent import services as consents
from privacy.consent.models import ConsentEvent
from privacy.provision.models import Recipient
from privacy.rights.consenting import withdraw_consent
from privacy.rights.exceptions import NothingToRecall


@transaction.atomic
def recall(*, subject_id: UUID, recipient_id: UUID) -> None:
    """Withdraw every consent to one recipient, with all that it carries. Raises NothingToRecall when there is none."""
    held = [event for event in consents.current(subject_id) if event.recipient == recipient_id]
    if not held:
        raise NothingToRecall(recipient_id)
    for event in held:
        withdraw_consent(subject_id=subject_id, activity=event.activity, recipient_id=recipient_id)


def recallable(subject_id: UUID) -> list[tuple[Recipient, ConsentEvent]]:
    """The recipients that a person consents to today, with the consent that lasts longest, by name; two queries."""
    latest: dict[UUID, ConsentEvent] = {}
    for event in sorted(consents.current(subject_id), key=lambda event: event.at):
        if event.recipient is not None:
            latest[event.recipient] = event
    found = Recipient.objects.filter(pk__in=latest).order_by("name", "pk")
    return [(recipient, latest[recipient.pk]) for recipient in found]
