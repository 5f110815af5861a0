"""The last letter: that the data are being destroyed, queued while there is an address to send it to (rule 27)."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.module_loading import import_string

from privacy.destruction import grounds
from privacy.destruction.models import DepartureReference, DestructionBatch
from privacy.subjects.models import DataSubject, Processing

# The app that sends letters lets those of this kind go although the member's rows are deleted.
NOTICE = "privacy_destruction/email/destroyed"


def write_letters(batch: DestructionBatch) -> int:
    """Queue a letter to everybody who left and of whom nothing remains after this batch; how many there are."""
    context = {"plan": batch.plan.number, "day": grounds.today()}
    return sum(_write(subject_id, context) for subject_id in _leavers(batch))


def _leavers(batch: DestructionBatch) -> Iterable[UUID]:
    going = batch.planned().filter(subject=OuterRef("subject"), activity=OuterRef("activity"))
    staying = Processing.objects.filter(~Exists(going), subject=OuterRef("pk"), destroyed_at=None)
    leaving = DataSubject.objects.filter(Exists(DepartureReference.objects.filter(subject=OuterRef("pk"))))
    everybody = batch.planned().values("subject")
    return leaving.filter(~Exists(staying), pk__in=everybody).order_by("pk").values_list("pk", flat=True)


def _write(subject_id: UUID, context: dict[str, object]) -> bool:
    try:
        import_string(settings.PRIVACY_NOTIFIER)(subject_id=subject_id, notice=NOTICE, context=context)
    except LookupError:  # No address: nothing can be sent, and nothing is held up by that.
        return False
    return True
