"""What the clock starts of the project's own."""

from celery import shared_task
from django.core.management import call_command

from impix import consumption


@shared_task(ignore_result=True, soft_time_limit=3240, time_limit=3300)
def back_up() -> None:
    """Every night, where a target and the owner's addresses are set (docs/operations.md)."""
    call_command("backup")


@shared_task(ignore_result=True)
def sign() -> None:
    """Every minute: leave a sign that tasks are taken from the queue and done."""
    consumption.sign()
