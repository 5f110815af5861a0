"""Contact data later, when the company asks: the person shares or declines by one tap (product rule 14)."""

from uuid import UUID

from django.db import transaction

from corporate.models import Company
from members.exceptions import NoAddress
from members.notifications import notify
from privacy.audit.actors import Actor
from privacy.audit.choices import Action
from privacy.audit.services import record
from privacy.consent import services as consents
from privacy.consent.questions import Answer
from privacy.provision.access_ends import ended
from recruitment.applications.exceptions import IllegalMove
from recruitment.applications.models import Application

NOTICE = "recruitment/email/contact_asked"


@transaction.atomic
def ask_for_contact(*, application_id: UUID, company: Company, by: Actor) -> None:
    """The company asks for the contact data, once; the person gets a letter. Raises IllegalMove."""
    reachable = Application.objects.before(company).select_for_update(of=("self",))
    found: Application | None = reachable.filter(pk=application_id).first()
    if found is None:
        raise IllegalMove("out of reach")
    found.ask_for_contact()
    found.save(update_fields=["contact_asked_at"])
    record(by=by, action=Action.CHANGE, subjects=[found.subject_id], items=["contact_asked"], reason="asked")
    try:
        notify(subject_id=found.subject_id, notice=NOTICE, context={"application": found.pk})
    except NoAddress:
        return  # The question stands on the page of the application.


@transaction.atomic
def answer_contact_request(*, application_id: UUID, consent: Answer | None) -> Application:
    """Share, with the consent that was shown beside the button, or decline (None).

    Raises IllegalMove and StaleNotice; then nothing is stored.
    """
    found: Application = Application.objects.select_for_update(of=("self",)).get(pk=application_id)
    if ended([found.pk]):
        raise IllegalMove("the access has ended")
    found.answer_contact(share=consent is not None)
    found.save(update_fields=["contact_shared", "contact_answered_at"])
    if consent is not None:
        consents.answer(subject_id=found.subject_id, given=consent)
    return found
