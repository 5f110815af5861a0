"""Subjects whose activities are open, and the people that the tests of this room are about."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from privacy.subjects import opening, services
from privacy.subjects.keyring import Keyring
from privacy.subjects.models import DataSubject
from tests.sealed_app.models import Letter, Person

ACTIVITIES = ("test-membership", "test-letters")


def open_subject() -> DataSubject:
    """A subject about whom both activities of the tests may process data."""
    subject = services.create_subject()
    for activity in ACTIVITIES:
        services.open_activity(subject_id=subject.pk, activity=activity)
    return subject


@pytest.fixture
def subject(db: None) -> DataSubject:
    return open_subject()


@pytest.fixture
def scope() -> Iterator[Keyring]:
    """A scope around the whole test."""
    with opening.scope() as ring:
        yield ring


@pytest.fixture
def make_person(db: None) -> Callable[..., Person]:
    """A stored person, loaded again: nothing in it is open."""

    def make(**values: Any) -> Person:
        values = {"name": "홍길동", "extra": {"skills": ["용접"]}} | values
        subject = values.pop("subject", None) or open_subject()
        return Person.objects.get(pk=Person.objects.create(subject=subject, **values).pk)

    return make


@pytest.fixture
def make_letter(make_person: Callable[..., Person]) -> Callable[..., Letter]:
    """A stored letter of a new person, loaded again."""

    def make(**values: Any) -> Letter:
        person = values.pop("person", None) or make_person()
        values = {"text": "안녕하세요"} | values
        return Letter.objects.get(pk=Letter.objects.create(subject=person.subject, person=person, **values).pk)

    return make
