"""The Celery app. Tasks take ids, may run twice, and only wake up what PostgreSQL says is due."""

import os
import sys
from typing import Any

from celery import Celery
from celery.contrib.django.task import DjangoTask
from celery.schedules import crontab
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "impix.settings")


class ScopedTask(DjangoTask):  # type: ignore[misc]
    """What a task opens becomes unreadable when it ends, as with a request; none is done while the portal is closed."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # A worker imports this module before Django's models can be imported.
        from impix.gate import gate
        from privacy.subjects.opening import scope

        if gate.closed():  # What is due are rows; the next task finds them.
            return None
        with scope():
            return super().__call__(*args, **kwargs)


app = Celery("impix", task_cls=ScopedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

try:
    settings.SECRET_KEY  # noqa: B018 (reads the environment; a worker never enters embedded mode by itself)
except ImproperlyConfigured as error:
    sys.exit(f"impix.celery: {error}")

# In Seoul time (settings.CELERY_TIMEZONE). A beat that was away or runs twice does no harm: each task asks what is due.
app.conf.beat_schedule = {
    "send due letters": {"task": "members.tasks.send_due_letters", "schedule": 60},
    "forget sessions": {"task": "members.tasks.forget_ended_sessions", "schedule": crontab(hour=1, minute=35)},
    "forget sign-ins": {"task": "members.tasks.forget_sign_ins", "schedule": crontab(hour=1, minute=40)},
    "end accesses of companies": {
        "task": "recruitment.applications.tasks.end_accesses",
        "schedule": crontab(hour=2, minute=0),
    },
    "continue exports": {"task": "privacy.rights.tasks.continue_exports", "schedule": 60},
    "expire consents": {"task": "privacy.rights.tasks.expire_consents", "schedule": crontab(hour=0, minute=10)},
    "tell of ending consents": {
        "task": "privacy.rights.tasks.tell_of_ending_consents",
        "schedule": crontab(hour=9, minute=0),
    },
    "remind of inquiries": {"task": "privacy.inquiries.tasks.remind", "schedule": crontab(hour=9, minute=0)},
    "remind officers of requests": {
        "task": "privacy.rights.tasks.remind_officers_of_requests",
        "schedule": crontab(hour=8, minute=30),
    },
    "propose destruction": {
        "task": "privacy.destruction.tasks.propose_destruction",
        "schedule": crontab(hour=2, minute=10),
    },
    # A sign that waited is no sign: it expires in the queue.
    "leave a sign": {"task": "impix.tasks.sign", "schedule": 60, "options": {"expires": 120}},
    "raise alarms about plans": {"task": "privacy.destruction.tasks.raise_alarms", "schedule": crontab(minute=15)},
    "fold statistics": {"task": "privacy.cookies.tasks.fold_days", "schedule": crontab(minute=5)},
    "tell members of policy versions": {"task": "privacy.policy.tasks.tell_members", "schedule": 60},
    "rotate master key": {
        "task": "privacy.destruction.tasks.rotate_master_key",
        "schedule": crontab(minute=5),
    },
    "announce changes": {"task": "privacy.destruction.tasks.announce_changes", "schedule": 10},
    "execute destruction": {"task": "privacy.destruction.tasks.execute_destruction", "schedule": 60},
}
if settings.BACKUP_DIR and settings.MIGRATION_DATABASES:
    app.conf.beat_schedule["back up"] = {"task": "impix.tasks.back_up", "schedule": crontab(hour=3, minute=30)}
