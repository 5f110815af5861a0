"""The fence: no row about a subject is written once an activity is closed for destruction."""

import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, connections, transaction

from privacy.registry import registry
from privacy.subjects import opening, services
from privacy.subjects.exceptions import NotProcessing
from privacy.subjects.models import PersonalModel, Processing
from privacy.subjects.uuids import uuid7
from tests.databases import signed_in_as
from tests.privacy.conftest import open_subject
from tests.sealed_app.models import Letter, Person

MEMBERSHIP = Person.activity
WRITERS = 12


def fence(*subject_ids: UUID) -> list[UUID]:
    return services.fence(subject_ids=subject_ids, activity=MEMBERSHIP, batch_id=uuid7())


def test_every_personal_table_has_its_fence(db: None) -> None:
    """The trigger of each table locks the activity that its model names, before inserts and updates."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT tgrelid::regclass::text, encode(tgargs, 'escape'), tgtype FROM pg_trigger
                WHERE tgname = 'fence' AND tgenabled = 'O'"""
        )
        fences = {table: (arguments.removesuffix("\\000"), kind) for table, arguments, kind in cursor.fetchall()}
    row_before_insert_update = 1 | 2 | 4 | 16
    models = [model for model in apps.get_models() if issubclass(model, PersonalModel)]
    assert models
    wanted = {model._meta.db_table: (model.activity, row_before_insert_update) for model in models}
    assert wanted.items() <= fences.items()
    # A personal table without sealed fields may have one too, of the activity that it is declared for.
    declared = {apps.get_model(row.model)._meta.db_table: row.activity for row in registry().personal()}
    assert {table: declared[table] for table in fences} == {table: activity for table, (activity, _) in fences.items()}


def test_a_fenced_subject_is_written_no_more(make_person: Callable[..., Person]) -> None:
    person = make_person()
    assert fence(person.subject_id) == [person.subject_id]
    person.region = "서울"
    writes: list[Callable[[], object]] = [
        person.save,
        lambda: Person.objects.update(region="부산"),
        lambda: Person.objects.bulk_update([person], ["region"]),
        lambda: Person.objects.create(subject=person.subject, name="x"),
        lambda: Person.objects.bulk_create([Person(subject=person.subject, name="x")]),
    ]
    for write in writes:
        with pytest.raises(NotProcessing, match="test-membership is not open"), transaction.atomic():
            write()
    assert list(Person.objects.values_list("region", flat=True)) == [""]
    Letter.objects.create(subject=person.subject, person=person, text="다른 목적")  # Another activity goes on.
    Letter.objects.all().delete()
    assert Person.objects.all().delete()[0] == 1  # Destruction deletes behind the fence.


def test_a_row_is_not_moved_to_another_subject_by_sql(make_person: Callable[..., Person]) -> None:
    person, other = make_person(), make_person()
    with pytest.raises(Exception, match="cannot be moved"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE sealed_app_person SET subject_id = %s WHERE id = %s", [other.subject_id, person.pk])


def test_two_batches_do_not_hold_the_same_subject(make_person: Callable[..., Person]) -> None:
    one, other = make_person(), make_person()
    batch = uuid7()
    for _ in range(2):  # A batch may ask again after a crash.
        held = services.fence(subject_ids=[one.subject_id], activity=MEMBERSHIP, batch_id=batch)
        assert held == [one.subject_id]
    assert fence(one.subject_id, other.subject_id) == [other.subject_id]
    assert Processing.objects.get(subject=one.subject_id, activity=MEMBERSHIP).fenced_by == batch


def test_the_fence_waits_for_writers_in_flight(committed_db: None, make_person: Callable[..., Person]) -> None:
    person = make_person()
    fenced = threading.Event()

    def destroyer() -> None:
        try:
            fence(person.subject_id)
            fenced.set()
        finally:
            connections.close_all()

    thread = threading.Thread(target=destroyer)
    with transaction.atomic():
        person.region = "서울"
        person.save()
        thread.start()
        assert not fenced.wait(0.3)
    thread.join(timeout=10)
    assert fenced.is_set()
    person.refresh_from_db()
    assert person.region == "서울"


class Race:
    """Twelve writers with all keys in hand against a destroyer that fences two thirds of their subjects, in waves."""

    def __init__(self) -> None:
        self.subjects = [open_subject() for _ in range(48)]
        self.stop = threading.Event()
        self.ready = threading.Barrier(WRITERS + 1)
        self.refused = self.written = 0

    def write(self) -> None:
        try:
            with opening.scope() as ring:
                ring.load({MEMBERSHIP: [subject.pk for subject in self.subjects]})
                self.ready.wait()
                while not self.stop.is_set():
                    try:
                        Person.objects.create(subject=secrets.choice(self.subjects), name="늦은 값")
                        self.written += 1
                    except NotProcessing:
                        self.refused += 1
        finally:
            connections.close_all()

    def late_rows(self) -> int:
        """Rows that appeared about a subject after its fence was committed."""
        counted: dict[UUID, int] = {}
        with ThreadPoolExecutor(WRITERS) as pool:
            writers = [pool.submit(self.write) for _ in range(WRITERS)]
            self.ready.wait()
            for wave in range(4):
                time.sleep(0.1)
                fenced = [subject.pk for subject in self.subjects[wave * 8 : wave * 8 + 8]]
                assert sorted(fence(*fenced)) == sorted(fenced)
                counted |= {pk: Person.objects.filter(subject=pk).count() for pk in fenced}
            time.sleep(0.2)
            self.stop.set()
            for writer in writers:
                writer.result()
        return sum(Person.objects.filter(subject=pk).count() - before for pk, before in counted.items())


def test_twelve_writers_leave_no_row_after_the_fence(committed_db: None) -> None:
    race = Race()
    assert race.late_rows() == 0
    assert race.written > 0
    assert race.refused > 0


def test_without_the_trigger_they_would(committed_db: None) -> None:
    """The control: the same race, the same keys, no fence."""
    with ExitStack() as after:
        _switch_trigger("DISABLE")
        after.callback(_switch_trigger, "ENABLE")
        race = Race()
        assert race.late_rows() > 0
        assert race.refused == 0


def _switch_trigger(verb: str) -> None:
    with signed_in_as("owner"), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE sealed_app_person {verb} TRIGGER fence")
