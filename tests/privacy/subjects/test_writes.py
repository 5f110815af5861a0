"""The behaviour matrix, writing: values are sealed row by row, and nothing plain can reach the database."""

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import transaction
from django.db.models import F, Value

from privacy.subjects import opening
from privacy.subjects.exceptions import NotDisclosed
from privacy.subjects.keyring import Keyring
from privacy.subjects.models import DataSubject
from tests.privacy.conftest import open_subject
from tests.privacy.subjects.test_sealing import opened, raw_column
from tests.sealed_app.models import Letter, Person

pytestmark = pytest.mark.django_db


def test_the_form_flow(make_person: Callable[..., Person], scope: Keyring) -> None:
    """A person reads her row, changes one value, looks at it before saving and after."""
    person = make_person(mobile="01012345678")
    before = raw_column(person, "mobile")
    opening.open_own([person], person.subject_id)
    person.name = "김철수"
    assert person.name == "김철수"
    person.save()
    assert person.name == "김철수"  # Her row is open.
    assert opened(person).name == "김철수"
    assert raw_column(person, "mobile") == before  # What did not change is not sealed again.


def test_a_writer_may_write_what_she_may_not_read(make_person: Callable[..., Person], scope: Keyring) -> None:
    person = make_person()
    person.name = "김철수"
    person.save()
    with pytest.raises(NotDisclosed):
        _ = person.name
    assert opened(person).name == "김철수"
    assert opened(person).extra == {"skills": ["용접"]}


def test_a_write_needs_no_scope(make_person: Callable[..., Person]) -> None:
    person = make_person()
    person.name = "김철수"
    person.save()
    with opening.scope():
        assert opened(person).name == "김철수"


def test_assigning_the_same_value_seals_nothing_again(make_person: Callable[..., Person], scope: Keyring) -> None:
    person = make_person()
    before = raw_column(person, "name")
    opening.open_rows([person])
    person.name = str(person.name)
    person.save()
    assert raw_column(person, "name") == before
    person.name = "김철수"
    person.save()
    assert raw_column(person, "name") != before


def test_json_changed_in_place_is_saved(make_person: Callable[..., Person], scope: Keyring) -> None:
    person = make_person()
    opening.open_rows([person])
    person.extra["skills"].append("배관")
    person.save()
    assert opened(person).extra == {"skills": ["용접", "배관"]}
    person.extra = {"skills": [True]}
    person.save()
    person.extra = {"skills": [1]}  # Equal in Python, another document in JSON.
    person.save()
    assert opened(person).extra["skills"][0] is not True


def test_values_take_the_fields_type(subject: DataSubject, scope: Keyring) -> None:
    person = Person.objects.create(subject=subject, name="x", born="1990-04-05")
    assert opened(person).born == date(1990, 4, 5)
    person.born = None
    person.save()
    assert Person.objects.get(born__isnull=True).pk == person.pk


def test_bulk_create_seals_with_one_key_query(
    scope: Keyring, django_assert_num_queries: Callable[..., Any], db: None
) -> None:
    subjects = [open_subject() for _ in range(10)]
    with django_assert_num_queries(1, using="vault"):
        rows = Person.objects.bulk_create(
            [Person(subject=subject, name=f"사람 {number}") for number, subject in enumerate(subjects)]
        )
    for number, row in enumerate(rows):
        assert opened(row).name == f"사람 {number}"


def test_one_save_is_one_key_query(subject: DataSubject, django_assert_num_queries: Callable[..., Any]) -> None:
    with django_assert_num_queries(1, using="vault"):
        Person.objects.create(subject=subject, name="a", mobile="01012345678", born=date(1990, 4, 5), extra=[])


def test_a_copy_becomes_a_row_of_its_own(make_person: Callable[..., Person], scope: Keyring) -> None:
    person = make_person(mobile="")
    opening.open_rows([person])
    twin = copy.copy(person)
    twin.pk = None
    twin.save()
    assert twin.pk != person.pk
    assert raw_column(twin, "name") != raw_column(person, "name")
    assert (opened(twin).name, opened(person).name) == ("홍길동", "홍길동")


def test_a_copy_of_what_is_not_disclosed_is_refused(make_person: Callable[..., Person], scope: Keyring) -> None:
    twin = make_person()
    twin.pk = None
    with pytest.raises(NotDisclosed):
        twin.save()


def test_a_save_after_a_rollback_writes_the_same(make_person: Callable[..., Person], scope: Keyring) -> None:
    person = make_person()
    person.name = "김철수"
    with transaction.atomic():
        person.save()
        transaction.set_rollback(True)
    assert opened(person).name == "홍길동"
    person.save()
    assert opened(person).name == "김철수"


def test_a_row_stays_with_its_subject(make_person: Callable[..., Person], subject: DataSubject, scope: Keyring) -> None:
    person = make_person()
    person.subject = subject
    with pytest.raises(ValueError, match="another subject"):
        person.save()
    with pytest.raises(FieldError):
        Person.objects.update(subject=subject)


def test_a_row_needs_a_subject(db: None) -> None:
    with pytest.raises(ValueError, match="needs its subject"):
        Person(name="x").save()


@pytest.mark.parametrize("value", ["김철수", Value("김철수"), F("region"), None])
def test_update_is_refused(make_person: Callable[..., Person], value: Any) -> None:
    person = make_person()
    before = raw_column(person, "name")
    with pytest.raises(FieldError, match="save the instances"):
        Person.objects.update(name=value)
    with pytest.raises(FieldError, match="save the instances"):
        Person.objects.update(mobile_index=b"x")
    assert raw_column(person, "name") == before
    assert Person.objects.update(region="서울") == 1


def test_bulk_update_is_refused_for_sealed_fields_only(make_person: Callable[..., Person]) -> None:
    person = make_person()
    person.name, person.region = "김철수", "부산"
    with pytest.raises(FieldError, match="save the instances"):
        Person.objects.bulk_update([person], ["name"])
    assert Person.objects.bulk_update([person], ["region"]) == 1


def test_upserts_of_sealed_fields_are_refused(subject: DataSubject) -> None:
    options: dict[str, Any] = {"update_conflicts": True, "unique_fields": ["mobile_index"]}
    rows = [Person(subject=subject, name="x", mobile="01012345678")]
    with pytest.raises(FieldError, match="save the instances"):
        Person.objects.bulk_create(rows, update_fields=["name"], **options)
    assert Person.objects.bulk_create(rows, update_fields=["region"], **options)


def test_a_sealed_value_of_another_row_is_not_taken(
    make_person: Callable[..., Person], make_letter: Callable[..., Letter], scope: Keyring
) -> None:
    person, stranger = make_person(), make_person(name="김철수")
    person.name = Person.objects.values_list("name", flat=True).get(pk=stranger.pk)
    with pytest.raises(NotDisclosed):
        person.save()
