"""Sending letters, forgetting sign-ins. Each task may run twice, at once and after a kill: the rows say what is due."""

from functools import partial
from uuid import UUID

import structlog
from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from members import outbox, services, sessions

log = structlog.get_logger(__name__)


@shared_task(ignore_result=True)
def send_letter(mail_id: str) -> bool:
    """Send one letter."""
    return outbox.send_letter(mail_id=UUID(mail_id))


@shared_task(ignore_result=True)
def send_due_letters() -> int:
    """Send what no task took; by the clock, every minute."""
    return sum(outbox.send_letter(mail_id=mail_id) for mail_id in outbox.due_letters())


@shared_task(ignore_result=True)
def forget_sign_ins() -> int:
    """Every night: what is older than three months goes."""
    return services.forget_sign_ins()


@shared_task(ignore_result=True)
def forget_ended_sessions() -> int:
    """Every night: sessions that are over."""
    return sessions.forget_ended_sessions()


def send_soon(mail_id: UUID) -> None:
    """Wake a worker up once the letter is committed; without a broker the sweep sends it a minute later."""
    transaction.on_commit(partial(_wake, str(mail_id)))


def _wake(mail_id: str) -> None:
    try:
        send_letter.apply_async([mail_id], retry=False)
    except OperationalError:
        log.warning("broker_away", letter=mail_id)
