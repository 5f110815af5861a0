"""The clock: what it starts exists."""

from impix.celery import app


def test_every_entry_of_the_clock_is_a_task() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled
    assert scheduled <= set(app.tasks)
