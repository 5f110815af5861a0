"""The Celery app. Tasks take ids, may run twice, and only wake up what PostgreSQL says is due."""

import os
import sys
from typing import Any

from celery import Celery
from celery.contrib.django.task import DjangoTask
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "impix.settings")


class ScopedTask(DjangoTask):  # type: ignore[misc]
    """What a task opens becomes unreadable when it ends, as with a request."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # A worker imports this module before Django's models can be imported.
        from privacy.subjects.opening import scope

        with scope():
            return super().__call__(*args, **kwargs)


app = Celery("impix", task_cls=ScopedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

try:
    settings.SECRET_KEY  # noqa: B018 (reads the environment; a worker never enters embedded mode by itself)
except ImproperlyConfigured as error:
    sys.exit(f"impix.celery: {error}")
