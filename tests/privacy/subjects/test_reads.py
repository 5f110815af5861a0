"""The behaviour matrix, reading: what works, and what is refused before it reaches the database."""

import copy
import io
import pickle
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db.models import Count, F
from pytest_django import DjangoAssertNumQueries

from privacy.subjects import opening
from privacy.subjects.exceptions import NotDisclosed
from privacy.subjects.keyring import Keyring
from privacy.subjects.models import DataSubject
from tests.privacy.conftest import open_subject
from tests.sealed_app.models import Letter, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db: None) -> list[Person]:
    """Twenty people with a letter each."""
    subjects = [open_subject() for _ in range(20)]
    people = Person.objects.bulk_create(
        Person(subject=subject, name=f"사람 {number}", region="서울") for number, subject in enumerate(subjects)
    )
    Letter.objects.bulk_create(Letter(subject=row.subject, person=row, text=f"편지 {row.pk}") for row in people)
    return people


def test_a_page_of_rows_is_one_query_to_the_vault(
    people: list[Person], scope: Keyring, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1), django_assert_num_queries(1, using="vault"):
        page = list(Person.objects.order_by("pk"))
        opening.open_rows(page)
        assert [row.name for row in page] == [f"사람 {number}" for number in range(20)]


def test_two_activities_are_one_query_to_the_vault(
    people: list[Person], scope: Keyring, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1), django_assert_num_queries(1, using="vault"):
        page = list(Letter.objects.select_related("person").order_by("person"))
        opening.open_rows([*page, *(letter.person for letter in page)])
        assert [letter.person.name for letter in page] == [f"사람 {number}" for number in range(20)]
        assert page[0].text == f"편지 {page[0].person_id}"


def test_prefetched_rows_are_opened_with_the_others(
    people: list[Person], scope: Keyring, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2), django_assert_num_queries(1, using="vault"):
        page = list(Person.objects.prefetch_related("letters"))
        opening.open_rows([*page, *(letter for row in page for letter in row.letters.all())])
        assert all(row.letters.all()[0].text == f"편지 {row.pk}" for row in page)


def test_an_iterator_is_one_query_to_the_vault_per_chunk(
    people: list[Person], scope: Keyring, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    names = []
    with django_assert_num_queries(4, using="vault"):
        for chunk in Person.objects.order_by("pk").in_chunks(5):
            opening.open_rows(chunk)
            names += [row.name for row in chunk]
    assert names == [f"사람 {number}" for number in range(20)]


def test_a_page_opened_twice_asks_the_vault_once(
    people: list[Person], scope: Keyring, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1, using="vault"):
        for _ in range(2):
            opening.open_rows(Person.objects.all())


def test_deferred_values_are_loaded_with_their_row(make_person: Callable[..., Person], scope: Keyring) -> None:
    person = make_person(born=date(1990, 4, 5))
    for queryset in (Person.objects.only("region"), Person.objects.defer("name", "born", "subject")):
        row = queryset.get()
        opening.open_rows([row])
        assert (row.name, row.born) == ("홍길동", date(1990, 4, 5))
    assert Person.objects.in_bulk([person.pk])[person.pk] == person


def test_only_loads_the_subject_too_also_across_a_relation(
    people: list[Person], scope: Keyring, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1), django_assert_num_queries(1, using="vault"):
        rows = list(Letter.objects.select_related("person").only("person__name"))
        opening.open_rows([letter.person for letter in rows])
        assert {letter.person.name for letter in rows} == {f"사람 {number}" for number in range(20)}
    with django_assert_num_queries(1), django_assert_num_queries(0, using="vault"):
        names = list(Person.objects.only("name"))
        opening.open_rows(names)
        assert all(row.name for row in names)


def test_raw_queries_and_aggregates(make_person: Callable[..., Person], scope: Keyring) -> None:
    make_person(mobile="01012345678", born=None)
    (row,) = Person.objects.raw("SELECT id, name FROM sealed_app_person")
    opening.open_rows([row])
    assert row.name == "홍길동"
    assert Person.objects.aggregate(Count("name"))["name__count"] == 1
    assert Person.objects.filter(born__isnull=True, name__isnull=False).count() == 1


def test_refresh_takes_the_values_over_sealed(make_person: Callable[..., Person], scope: Keyring) -> None:
    person = make_person()
    other = Person.objects.get(pk=person.pk)
    other.name = "김철수"
    other.save()
    person.refresh_from_db()
    with pytest.raises(NotDisclosed):
        _ = person.name
    opening.open_rows([person])
    person.refresh_from_db(fields=["name"])
    assert person.name == "김철수"


def test_copies_open_with_their_row(make_person: Callable[..., Person], scope: Keyring) -> None:
    person = make_person()
    opening.open_rows([person])
    for twin in (copy.copy(person), copy.deepcopy(person)):
        assert (twin.name, twin.extra) == ("홍길동", {"skills": ["용접"]})
    deep = copy.deepcopy(person)
    deep.extra["skills"].append("배관")
    assert person.extra == {"skills": ["용접"]}


def test_pickles_carry_no_plain_value(make_person: Callable[..., Person], scope: Keyring) -> None:
    person = make_person()
    opening.open_rows([person])
    assert person.name == "홍길동"
    person.mobile = "01099998888"  # Not saved.
    person.extra["skills"].append("배관")
    pickled = pickle.dumps(person)
    for plain in ("홍길동", "01099998888", "배관", "용접"):
        assert plain.encode() not in pickled
        assert plain.encode("unicode-escape") not in pickled
    back = pickle.loads(pickled)  # noqa: S301
    with pytest.raises(NotDisclosed):
        _ = back.name
    opening.open_rows([back])
    assert (back.name, back.mobile, back.extra) == ("홍길동", "01099998888", {"skills": ["용접", "배관"]})


def test_dumps_leave_sealed_columns_out(make_person: Callable[..., Person]) -> None:
    make_person(region="서울")
    out = io.StringIO()
    call_command("dumpdata", "sealed_app.person", stdout=out)
    assert "서울" in out.getvalue()
    assert "홍길동" not in out.getvalue()
    assert '"name"' not in out.getvalue()
    assert '"mobile_index"' not in out.getvalue()


@pytest.mark.parametrize(
    "lookup",
    [
        {"name": "홍길동"},
        {"name__exact": "홍길동"},
        {"name__icontains": "홍"},
        {"name__in": ["홍길동"]},
        {"name__length": 3},
        {"born__year": 1990},
        {"extra__skills": []},
        {"letters__text": "x"},
    ],
)
def test_no_lookup_but_isnull(lookup: dict[str, Any]) -> None:
    with pytest.raises(FieldError, match="is sealed"):
        Person.objects.filter(**lookup)
    if "letters__text" not in lookup:
        with pytest.raises(FieldError, match="is sealed"):
            Letter.objects.filter(**{f"person__{name}": value for name, value in lookup.items()})


def test_the_error_names_the_blind_index() -> None:
    with pytest.raises(FieldError, match="look it up by mobile_index"):
        Person.objects.filter(mobile="01012345678")
    with pytest.raises(FieldError, match="add a BlindIndexField"):
        Letter.objects.filter(text="x")


@pytest.mark.parametrize("name", ["name", "-name", F("name").desc(), F("born"), "letters__text"])
def test_no_order(name: Any) -> None:
    for use in (Person.objects.order_by, Person.objects.latest, Person.objects.earliest):
        with pytest.raises(FieldError, match="cannot be ordered"):
            use(name)
    if isinstance(name, str):
        with pytest.raises(FieldError, match="cannot be ordered"):
            Letter.objects.order_by(f"person__{name.lstrip('-')}")


@pytest.mark.parametrize("options", [{"unique": True}, {"db_index": True}, {"primary_key": True}])
def test_no_index_of_ciphertext(options: dict[str, bool]) -> None:
    from privacy.subjects.fields import EncryptedTextField

    with pytest.raises(FieldError, match="BlindIndexField"):
        EncryptedTextField(**options)


def test_fixtures_are_refused(subject: DataSubject) -> None:
    rows = f'[{{"model": "sealed_app.person", "fields": {{"subject": "{subject.pk}", "name": "홍길동"}}}}]'
    (loaded,) = serializers.deserialize("json", rows)
    with pytest.raises(FieldError, match="is sealed row by row"):
        loaded.save()
