"""What the clock starts. Each task may run twice, at once and after a kill: the rows say what is due."""

from celery import shared_task

from privacy.destruction import execution, services


@shared_task(ignore_result=True)
def propose_destruction() -> int:
    """Every night: find the reasons that have arisen and draft a plan of what is due; its number, 0 for none."""
    services.find_reasons()
    plan = services.draft_plan()
    return plan.number if plan else 0


@shared_task(ignore_result=True)
def execute_destruction() -> int:
    """Every minute: go on with what is approved and cooled; how many plans were certified."""
    return execution.execute_due()
