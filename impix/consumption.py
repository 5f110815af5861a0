"""Whether workers really do what the clock asks of them, and not only live (docs/operations.md)."""

from datetime import timedelta

from django.utils import timezone

from impix.models import WorkerSign

SILENT_AFTER = timedelta(minutes=10)


def sign() -> None:
    """A worker has just taken a task from the queue. Safe with any number of workers at once."""
    WorkerSign.objects.bulk_create(
        [WorkerSign(pk=1, at=timezone.now())], update_conflicts=True, unique_fields=["id"], update_fields=["at"]
    )


def is_silent() -> bool:
    """Whether no worker has done anything for ten minutes, or ever."""
    return not WorkerSign.objects.filter(at__gt=timezone.now() - SILENT_AFTER).exists()
