"""Exports, and consents that run out. Each task may run twice and after a kill: the rows say what is due."""

from functools import partial
from uuid import UUID

import structlog
from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from privacy.consent.expiry import expire_due
from privacy.rights import exports
from privacy.rights.reminding import remind_officers
from privacy.rights.renewing import tell_all

log = structlog.get_logger(__name__)


@shared_task(ignore_result=True)
def build_export(export_id: str) -> bool:
    """Build one file."""
    return exports.build(export_id=UUID(export_id))


@shared_task(ignore_result=True)
def continue_exports() -> int:
    """Every minute: delete files whose time is over, and build what no worker took or a killed one left."""
    exports.sweep()
    return sum(exports.build(export_id=export_id) for export_id in exports.due())


def build_soon(export_id: UUID) -> None:
    """Wake a worker up once the order is committed; without a broker the clock does it within a minute."""
    transaction.on_commit(partial(_wake, str(export_id)))


def _wake(export_id: str) -> None:
    try:
        build_export.apply_async([export_id], retry=False)
    except OperationalError:
        log.warning("broker_away", export=export_id)


@shared_task(ignore_result=True)
def expire_consents() -> int:
    """Every night, before reasons are looked for: the ledger says what has run out."""
    return expire_due()


@shared_task(ignore_result=True)
def tell_of_ending_consents() -> int:
    """Every morning: warnings 30 and 7 days before a consent runs out."""
    return tell_all()


@shared_task(ignore_result=True)
def remind_officers_of_requests() -> int:
    """Every morning: who has to answer hears of the seventh day, and of a last day that is over."""
    return remind_officers()
