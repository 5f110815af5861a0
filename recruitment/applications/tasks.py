"""What the clock ends. Each task may run twice, at once and after a kill: the rows say what is due."""

from celery import shared_task

from recruitment.applications import access_ends


@shared_task(ignore_result=True)
def end_accesses() -> int:
    """Every night: end the accesses of companies whose time or purpose is over (rules 15 and 26)."""
    return access_ends.end_due()
