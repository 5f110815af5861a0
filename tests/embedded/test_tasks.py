"""Every task runs in a scope of its own."""

from typing import Any

import pytest

from impix.celery import app
from privacy.subjects.keyring import current_keyring


@pytest.fixture
def task() -> Any:
    def what_is_open() -> str:
        return repr(current_keyring())

    yield app.task(what_is_open, name="tests.what_is_open")
    del app.tasks["tests.what_is_open"]


def test_a_task_runs_in_a_scope_of_its_own(task: Any) -> None:
    assert task.apply().get() != "None"
    assert current_keyring() is None
