"""Leaving: everything that ends at once, in the request in which the person says so (policy arts. 1 and 6; PIPA 37)."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from privacy.consent import services as consents
from privacy.destruction.services import add_reason
from privacy.destruction.status import issue_reference
from privacy.registry import registry
from privacy.rights.exceptions import AlreadyLeft
from privacy.subjects.models import DataSubject, Processing

REASON = "withdrawal"
NOTICE = "privacy_rights/email/left"


@transaction.atomic
def close_account(*, subject_id: UUID) -> str:
    """End a membership, whole or not at all, and give the code by which its destruction can be followed (rule 27).

    Every app takes what is the person's out of use, the topmost first; every consent is withdrawn; every activity gets
    a reason to be destroyed. Nothing is destroyed yet: that needs a plan and the officer (policy art. 6(3)). The code
    is not stored. Raises AlreadyLeft.
    """
    # The lock that open_activity takes too: a consent is given before this, and withdrawn here, or never.
    subject = DataSubject.objects.select_for_update(no_key=True).get(pk=subject_id)
    if subject.left_at is not None:
        raise AlreadyLeft(subject_id)
    code = issue_reference(subject_id=subject_id)
    _tell(subject_id, code)
    for declaration in reversed(registry().personal()):
        if declaration.close:
            import_string(declaration.close)(subject_id=subject_id)
    consents.withdraw_all(subject_id=subject_id)
    going_on = Processing.objects.filter(subject=subject_id, destroyed_at=None).order_by("activity")
    for activity in going_on.values_list("activity", flat=True):
        add_reason(subject_id=subject_id, activity=activity, kind=REASON)
    # Last, because withdrawing one of several consents renews what the others rest on.
    subject.left_at = timezone.now()
    subject.save(update_fields=["left_at"])
    return code


def _tell(subject_id: UUID, code: str) -> None:
    try:
        import_string(settings.PRIVACY_NOTIFIER)(subject_id=subject_id, notice=NOTICE, context={"code": code})
    except LookupError:  # No address: the code is on the page, and nobody is kept from leaving.
        return
