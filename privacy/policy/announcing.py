"""Members are told of a version before it takes effect: by letter, and by a banner until they have read it (rule 4).

Who was written to is a row, so that the work goes on where it was killed and nobody is told twice. Policy art. 11.
"""

import time
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from privacy.clocks import seoul_date
from privacy.policy.models import Acknowledgement, PolicyVersion, VersionNotice
from privacy.subjects.models import DataSubject

BATCH = 500
ANNOUNCED = "privacy_policy/email/announced"
WITHDRAWN = "privacy_policy/email/withdrawn"


def tell_members(*, limit: int = BATCH) -> int:
    """Write the letters that are due, at most `limit`; how many people were dealt with."""
    done = 0
    for version in _announced():
        done += _tell(version, withdrawn=False, limit=limit - done)
    for version in PolicyVersion.objects.published().filter(withdrawal__isnull=False):
        done += _tell(version, withdrawn=True, limit=limit - done)
    return done


def banner(subject_id: UUID) -> PolicyVersion | None:
    """The version that a member has still to be told of on every page; one query, none while nothing is announced."""
    number = _latest(int(time.time() // 60))
    if number is None:
        return None
    waiting = PolicyVersion.objects.standing().filter(number=number).exclude(acknowledgements__subject=subject_id)
    return waiting.filter(models.Exists(_members(subject_id))).first()


@transaction.atomic
def acknowledge(*, number: int, subject_id: UUID) -> None:
    """The person has read the announcement; the banner ends. Twice is once."""
    version = PolicyVersion.objects.standing().get(number=number)
    Acknowledgement.objects.bulk_create(
        [Acknowledgement(version=version, subject_id=subject_id)], ignore_conflicts=True
    )


def forget_latest() -> None:
    """What is announced is looked up again at once, not within a minute."""
    _latest.cache_clear()


@lru_cache(maxsize=1)
def _latest(minute: int) -> int | None:
    # An announcement is seen within a minute, without a query for every page.
    announced = PolicyVersion.objects.standing().filter(announced_at__isnull=False)
    return announced.order_by("-number").values_list("number", flat=True).first()


def _announced() -> models.QuerySet[PolicyVersion]:
    return PolicyVersion.objects.announced_on(seoul_date(timezone.now()))


def _members(subject_id: UUID | None = None) -> models.QuerySet[DataSubject]:
    """Those who were there before the version took effect; whoever joined under it has read it then."""
    subjects = DataSubject.objects.filter(left_at=None, destroyed_at=None)
    if subject_id:
        subjects = subjects.filter(pk=subject_id)
    return subjects.filter(created_at__date__lt=models.OuterRef("effective_at"))


def _tell(version: PolicyVersion, *, withdrawn: bool, limit: int) -> int:
    told = VersionNotice.objects.filter(version=version, subject=models.OuterRef("pk"))
    people = DataSubject.objects.filter(left_at=None, destroyed_at=None)
    people = people.filter(created_at__date__lt=version.effective_at)
    waiting = people.filter(~models.Exists(told.filter(withdrawn=withdrawn)))
    if withdrawn:  # Only who was told of it hears that it does not come.
        waiting = waiting.filter(models.Exists(told.filter(withdrawn=False, reached=True)))
    chosen = list(waiting.order_by("pk").values_list("pk", flat=True)[: max(limit, 0)])
    for subject_id in chosen:
        _write(version, subject_id, withdrawn)
    return len(chosen)


def _write(version: PolicyVersion, subject_id: UUID, withdrawn: bool) -> None:
    """One letter and its row in one transaction; another worker that was faster has written both."""
    notice = WITHDRAWN if withdrawn else ANNOUNCED
    context = {"number": version.number, "day": version.effective_at}
    try:
        with transaction.atomic():
            reached = True
            try:
                import_string(settings.PRIVACY_NOTIFIER)(subject_id=subject_id, notice=notice, context=context)
            except LookupError:  # No address to write to: on record, and not tried again.
                reached = False
            VersionNotice.objects.create(version=version, subject_id=subject_id, withdrawn=withdrawn, reached=reached)
    except IntegrityError as error:
        if "policy_told_once" not in str(error):
            raise
