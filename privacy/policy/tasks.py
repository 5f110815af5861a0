"""What the clock starts. It may run twice, at once and after a kill: the rows say who is still to be told."""

from celery import shared_task

from privacy.policy import announcing


@shared_task(ignore_result=True)
def tell_members() -> int:
    """Every minute: letters about an announced or withdrawn version, a batch at a time."""
    return announcing.tell_members()
