"""What the clock starts. Each task may run twice, at once and after a kill: the rows say what is due."""

from celery import shared_task

from privacy.destruction import alarms, announcing, execution, rotation, services


@shared_task(ignore_result=True)
def propose_destruction() -> int:
    """Every night: find the reasons that have arisen and draft a plan of what is due; its number, 0 for none."""
    services.find_reasons()
    plan = services.draft_plan()
    return plan.number if plan else 0


@shared_task(ignore_result=True)
def raise_alarms() -> int:
    """Every hour: tell whoever may decide of plans that wait too long; how many alarms there were."""
    return alarms.raise_alarms()


@shared_task(ignore_result=True)
def execute_destruction() -> int:
    """Every minute: go on with what is approved and cooled; how many plans were certified."""
    return execution.execute_due()


@shared_task(ignore_result=True)
def announce_changes() -> int:
    """Every few seconds: write into the ledger what was withdrawn, removed or deleted; how many changes."""
    return announcing.announce()


@shared_task(ignore_result=True)
def rotate_master_key() -> int:
    """Every hour: begin the epoch of a new month, re-wrap keys, destroy the epochs that are over; how many were."""
    return len(rotation.rotate().destroyed)
