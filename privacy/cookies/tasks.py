"""What the clock starts. May run twice: the rows become what the counters say."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from privacy.clocks import seoul_date
from privacy.cookies.services import fold_statistics


@shared_task(ignore_result=True)
def fold_days() -> None:
    """Every hour: today's counters so far and yesterday's, while they are there, become rows."""
    today = seoul_date(timezone.now())
    fold_statistics(day=today - timedelta(days=1))
    fold_statistics(day=today)
