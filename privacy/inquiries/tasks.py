"""What the clock starts. May run twice: the rows say who was reminded."""

from celery import shared_task

from privacy.inquiries.services import remind_of_pressing


@shared_task(ignore_result=True)
def remind() -> int:
    """Every morning: remind whoever has to answer, once for each inquiry (product rule 29)."""
    return remind_of_pressing()
