"""The one door: nothing opens before a disclosure, beyond its items, or after its scope."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.template import Context, Engine, Template

from privacy.subjects import opening, services
from privacy.subjects.exceptions import KeyDestroyed, NotDisclosed, NotProcessing
from privacy.subjects.keyring import Keyring
from privacy.subjects.models import DataSubject
from privacy.vault.services import destroy_keys
from tests.sealed_app.models import Letter, Person

pytestmark = pytest.mark.django_db


def test_it_works(subject: DataSubject) -> None:
    with opening.scope():
        person = Person(subject=subject, name="홍길동", mobile="010-1234-5678", extra={"a": 1})
        assert person.name == "홍길동"  # Her own value, not saved yet.
        person.save()
        with pytest.raises(NotDisclosed):
            _ = person.name
        found = Person.objects.get(mobile_index="+82 10 1234 5678")
        opening.open_rows([found], {"name"})
        assert found.name == "홍길동"
        with pytest.raises(NotDisclosed):
            _ = found.mobile
    with pytest.raises(NotDisclosed):
        _ = found.name


def test_nothing_opens_outside_a_scope(make_person: Callable[..., Person]) -> None:
    with pytest.raises(NotDisclosed, match="scope"):
        opening.open_rows([make_person()])


def test_items_add_up_in_one_scope_and_start_again_in_the_next(make_person: Callable[..., Person]) -> None:
    person = make_person(mobile="01012345678")
    with opening.scope():
        opening.open_rows([person], {"name"})
        opening.open_rows([person], {"mobile"})
        assert (person.name, person.mobile) == ("홍길동", "01012345678")
    with opening.scope():
        opening.open_rows([person], {"mobile"})
        assert person.mobile == "01012345678"
        with pytest.raises(NotDisclosed):
            _ = person.name  # It was opened before, but not here.


def test_the_person_opens_her_own_rows_and_no_others(
    make_person: Callable[..., Person], make_letter: Callable[..., Letter], scope: Keyring
) -> None:
    person, stranger = make_person(), make_person()
    letter = make_letter(person=person)
    opening.open_own([person, letter], person.subject_id)
    assert (person.name, letter.text) == ("홍길동", "안녕하세요")
    person.refresh_from_db()
    with pytest.raises(NotDisclosed):
        opening.open_own([person, stranger], person.subject_id)
    with pytest.raises(NotDisclosed):
        _ = stranger.name


def test_an_inner_scope_ends_without_the_outer_one(make_person: Callable[..., Person]) -> None:
    outer_row, inner_row = make_person(), make_person()
    with opening.scope():
        opening.open_rows([outer_row])
        with opening.scope():
            opening.open_rows([inner_row])
            assert inner_row.name == "홍길동"
        with pytest.raises(NotDisclosed):
            _ = inner_row.name
        assert outer_row.name == "홍길동"


def test_another_thread_is_in_no_scope(make_person: Callable[..., Person], scope: Keyring) -> None:
    person, found = make_person(), []

    def read() -> None:
        try:
            opening.open_rows([person])
        except NotDisclosed as error:
            found.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert len(found) == 1


USES: list[Callable[[Any], Any]] = [
    str,
    bool,
    len,
    list,
    hash,
    bytes,
    "{}".format,
    lambda value: value == "홍길동",
    lambda value: value != "홍길동",
    lambda value: value < "홍길동",
    lambda value: value + "님",
    lambda value: "길" in value,
    lambda value: value in ["홍길동"],
    lambda value: value[0],
    lambda value: Template("{{ value }}").render(Context({"value": value})),
]


@pytest.mark.parametrize("use", USES)
def test_a_sealed_value_outside_its_row_is_of_no_use(make_person: Callable[..., Person], use: Any) -> None:
    make_person()
    for value in (
        Person.objects.values("name").get()["name"],
        Person.objects.values_list("name", flat=True).get(),
        Person.objects.annotate(x=F("name")).get().x,
    ):
        with pytest.raises(NotDisclosed):
            use(value)
        assert repr(value) == "<sealed sealed_app.person.name>"
        with pytest.raises(TypeError):
            json.dumps(value)


@pytest.mark.worker_role
def test_a_destroyed_key_leaves_nothing_to_read(make_person: Callable[..., Person]) -> None:
    person, kept = make_person(), make_person()
    with opening.scope():
        opening.open_rows([person])
        assert person.name == "홍길동"
        destroy_keys(subject_ids=[person.subject_id], activity=Person.activity)
        assert person.name == "홍길동"  # This request holds the key until it ends.
    with opening.scope():
        opening.open_rows([person, kept])
        with pytest.raises(KeyDestroyed):
            _ = person.name
        assert kept.name == "홍길동"
        assert Engine().from_string("<{{ row.name }}>").render(Context({"row": person})) == "<>"


@pytest.mark.worker_role
def test_writers_never_make_keys(subject: DataSubject) -> None:
    stranger = services.create_subject()
    with pytest.raises(NotProcessing), transaction.atomic():
        Person.objects.create(subject=stranger, name="홍길동")
    destroy_keys(subject_ids=[subject.pk], activity=Person.activity)
    with pytest.raises(NotProcessing), transaction.atomic():
        Person.objects.create(subject=subject, name="홍길동")
    assert not Person.objects.exists()
