"""The Celery app. Tasks take ids, may run twice, and only wake up what PostgreSQL says is due."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "impix.settings")

app = Celery("impix")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
