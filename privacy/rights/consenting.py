"""What a member does with his consents, and what follows in the rooms beside the ledger (PIPA art. 37)."""

from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string

from privacy.consent import services as consents
from privacy.consent.choices import ConsentSource
from privacy.consent.exceptions import NothingToWithdraw
from privacy.destruction.grounds import withdrawn_by
from privacy.destruction.services import add_reason
from privacy.registry import registry
from privacy.subjects.models import DataSubject

REASON = "consent_withdrawn"


@transaction.atomic
def withdraw_consent(
    *,
    subject_id: UUID,
    activity: str,
    recipient_id: UUID | None = None,
    source: ConsentSource = ConsentSource.PERSON,
) -> None:
    """Withdraw one consent with everything that it carries, effective with this transaction.

    What goes on under it ends; where no other consent to the activity holds, its data get a reason to be destroyed.
    Raises NothingToWithdraw.
    """
    # As leaving does: two withdrawals of one person wait for each other.
    DataSubject.objects.select_for_update(no_key=True).get(pk=subject_id)
    if not consents.is_given(subject_id=subject_id, activity=activity, recipient_id=recipient_id):
        raise NothingToWithdraw(f"There is no consent to {activity} that holds.")
    end = registry().activity(activity).end
    if end:
        import_string(end)(subject_id, recipient_id)
    if consents.is_given(subject_id=subject_id, activity=activity, recipient_id=recipient_id):
        consents.withdraw(subject_id=subject_id, activity=activity, recipient_id=recipient_id, source=source)
    finding = withdrawn_by(subject_id, activity)
    if finding:
        add_reason(subject_id=subject_id, activity=activity, kind=REASON, anchor=finding.anchor, due=finding.due)
