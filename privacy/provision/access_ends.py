"""How access ends: always the same way, whatever ends it (product rule 15; PIPA arts. 21 and 37).

A recipient's reading and its end take turns on the person's `Processing` row: a reading that is on record came before
the end, and after the end is committed none is granted.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from privacy.clocks import DAYS_TO_CONFIRM_DELETION, add_days, seoul_date
from privacy.provision.choices import EndedBecause
from privacy.provision.models import AccessEnd, Provision
from privacy.subjects.models import Processing

OPEN_FOR_READING = """
SELECT subject_id FROM privacy_subjects_processing
WHERE subject_id = ANY(%s) AND activity = %s AND fenced_by IS NULL AND restricted_at IS NULL AND destroyed_at IS NULL
ORDER BY subject_id FOR SHARE
"""


@dataclass(frozen=True)
class Given:
    """A copy that a recipient could open: whose, by which row, for what."""

    copy: UUID
    subject_id: UUID
    recipient_id: UUID
    activity: str
    occasion: UUID | None = None


@transaction.atomic
def end_access(given: Collection[Given], *, because: EndedBecause, can_download: bool = True) -> list[AccessEnd]:
    """End the access to these copies, now; those for which it has not ended before.

    Where anything had reached a recipient that can download, it has to confirm that its downloads are deleted.
    """
    activities = {each.activity for each in given}
    people = sorted({each.subject_id for each in given})
    rows = Processing.objects.filter(subject__in=people, activity__in=activities).order_by("subject_id", "activity")
    list(rows.select_for_update(no_key=True))
    ended = set(AccessEnd.objects.filter(copy__in=[each.copy for each in given]).values_list("copy", flat=True))
    new = [each for each in given if each.copy not in ended]
    received = _received(new) if can_download else set()
    last_day = add_days(today(), DAYS_TO_CONFIRM_DELETION)
    return AccessEnd.objects.bulk_create(
        AccessEnd(
            copy=each.copy,
            subject_id=each.subject_id,
            recipient_id=each.recipient_id,
            activity=each.activity,
            occasion=each.occasion,
            because=because,
            confirm_by=last_day if each in received else None,
        )
        for each in new
    )


@transaction.atomic
def confirm_deletion(*, end_id: UUID, recipient_id: UUID, account: UUID) -> AccessEnd:
    """The recipient says that its downloads are deleted. Raises AccessEnd.DoesNotExist and ConfirmedBefore."""
    end = AccessEnd.objects.select_for_update(of=("self",)).get(pk=end_id, recipient=recipient_id)
    end.confirm(account)
    end.save(update_fields=["confirmed_at", "confirmed_by"])
    return end


def open_for_reading(subject_ids: Collection[UUID], activity: str) -> set[UUID]:
    """Those whose data may be read for this activity, held so until the transaction ends: neither fenced nor
    restricted."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_FOR_READING, [list(subject_ids), activity])
        return {row[0] for row in cursor.fetchall()}


def ended(copies: Iterable[UUID]) -> set[UUID]:
    """Those of the copies that their recipient may not open any more."""
    return set(AccessEnd.objects.filter(copy__in=list(copies)).values_list("copy", flat=True))


def today() -> date:
    """The present day in Seoul."""
    return seoul_date(timezone.now())


def _received(given: Collection[Given]) -> set[Given]:
    """Those of which the recipient has seen anything: the copy itself, or its person's name on a list."""
    people = {each.subject_id for each in given}
    occasions = Q(occasion__in={each.occasion for each in given}) | Q(occasion=None)
    found = Provision.objects.filter(occasions, subject__in=people)
    seen = set(found.values_list("subject", "recipient", "occasion").distinct().order_by("subject"))
    return {
        each
        for each in given
        if {(each.subject_id, each.recipient_id, occasion) for occasion in (each.occasion, None)} & seen
    }
