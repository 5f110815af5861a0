"""What the clock starts of the project's own."""

from celery import shared_task
from django.core.management import call_command


@shared_task(ignore_result=True, soft_time_limit=3240, time_limit=3300)
def back_up() -> None:
    """Every night, where a target and the owner's addresses are set (docs/operations.md)."""
    call_command("backup")
