"""Settings, root URLs, Celery and the embedded services of the IMPIX portal."""
