"""Finding rows by a keyed hash: what counts as equal, and that the index always follows its source."""

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.exceptions import FieldError
from django.db import IntegrityError, transaction
from pytest_django import Settings

from privacy.subjects import opening
from privacy.subjects.exceptions import NotDisclosed
from privacy.subjects.keyring import Keyring
from privacy.subjects.models import DataSubject
from privacy.subjects.normalise import digits, name, name_and_birth_date, phone
from tests.privacy.conftest import open_subject
from tests.privacy.subjects.test_sealing import raw_column
from tests.sealed_app.models import Person


def wide(text: str) -> str:
    """The full-width letters that a Korean keyboard may type."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


MOBILE = "010-1234-5678"
# HMAC-SHA-256 of the E.164 number under HKDF-Expand("test key", label), 16 bytes of it.
KNOWN = "49bf905da33bec2e7d870fa8685f47d8"
SAME = [
    "01012345678",
    "010 1234 5678",
    "+82 10-1234-5678",
    wide("010-1234-5678"),
    "+821012345678",
    "(010)1234.5678",
]


@pytest.mark.parametrize("written", SAME)
def test_one_phone_number(written: str) -> None:
    assert phone(written) == "+821012345678"


def test_normalisers() -> None:
    assert phone("") == phone("-") == digits("없음") == name("  ") == ""
    assert digits(f"1{wide('2')}-3 4") == "1234"
    forms_of_one_name = ["홍길동", unicodedata.normalize("NFD", "홍길동"), "홍 길동", "홍\u3000길동\n"]
    assert {name(written) for written in forms_of_one_name} == {"홍길동"}
    assert name(f"{wide('Kim')} Lee") == name("KIMLEE") == "kimlee"
    assert name_and_birth_date(("홍길동", date(1990, 4, 5))) == name_and_birth_date(("홍 길동", "1990-04-05"))
    assert name_and_birth_date(("홍길동", date(1990, 4, 5))) != name_and_birth_date(("홍길동", date(1990, 4, 6)))
    assert name_and_birth_date((" ", date(1990, 4, 5))) == ""


@pytest.mark.parametrize("written", SAME)
def test_a_row_is_found_however_it_is_written(make_person: Callable[..., Person], written: str) -> None:
    person = make_person(mobile=MOBILE)
    make_person(mobile="010-9999-0000")
    assert Person.objects.get(mobile_index=written) == person
    assert Person.objects.get(mobile_index__in=[written, "0101"]) == person
    assert Person.objects.exclude(mobile_index=written).count() == 1


def test_a_compound_index_is_found_by_both_values(make_person: Callable[..., Person]) -> None:
    person = make_person(name=unicodedata.normalize("NFD", "홍길동"), born=date(1990, 4, 5))
    make_person(name="홍길동", born=date(1990, 4, 6))
    make_person(name="홍길동")
    assert Person.objects.get(born_index=("홍 길동", date(1990, 4, 5))) == person
    assert Person.objects.get(born_index__in=[("홍길동", "1990-04-05"), ("김철수", "1990-04-05")]) == person
    assert Person.objects.filter(born_index__isnull=True).count() == 1


def test_the_index_is_keyed_by_secret_and_field(settings: Settings) -> None:
    indexes = [Person._meta.get_field("mobile_index").get_prep_value(MOBILE)]
    settings.BLIND_INDEX_KEY = "another key"
    indexes.append(Person._meta.get_field("mobile_index").get_prep_value(MOBILE))
    settings.BLIND_INDEX_KEY = "test key"
    field = Person._meta.get_field("mobile_index")
    field_index = field.get_prep_value(MOBILE)
    assert field_index is not None
    assert field_index.hex() == KNOWN
    assert len({*indexes, field_index}) == 3


def test_every_way_of_saving_carries_the_index(subject: DataSubject, scope: Keyring) -> None:
    person = Person.objects.create(subject=subject, name="홍길동", mobile="0101")

    def found_by(mobile: str) -> bool:
        return Person.objects.filter(mobile_index=mobile, pk=person.pk).exists()

    person.mobile = "01011110001"
    person.save(update_fields=["mobile"])
    assert found_by("01011110001")
    for number, queryset in enumerate([Person.objects.only("region"), Person.objects.defer("mobile_index")]):
        person = queryset.get()
        person.mobile = f"0102222000{number}"
        person.save()
        assert found_by(f"0102222000{number}")
    person = Person.objects.only("mobile").get()
    person.mobile = ""
    person.save()
    assert Person.objects.filter(mobile_index__isnull=True).count() == 1
    rows = Person.objects.bulk_create([Person(subject=open_subject(), name="a", mobile="01033330000")])
    assert Person.objects.get(mobile_index="01033330000") == rows[0]


def test_the_index_of_an_unopened_row_stays(make_person: Callable[..., Person], scope: Keyring) -> None:
    person = make_person(mobile=MOBILE, born=date(1990, 4, 5))
    before = raw_column(person, "mobile_index"), raw_column(person, "born_index")
    person.region = "서울"
    person.save()
    assert (raw_column(person, "mobile_index"), raw_column(person, "born_index")) == before


def test_half_of_a_compound_index_cannot_be_changed_blindly(make_person: Callable[..., Person], scope: Keyring) -> None:
    person = make_person(born=date(1990, 4, 5))
    person.name = "김철수"
    with pytest.raises(NotDisclosed), transaction.atomic():
        person.save()
    opening.open_rows([person])
    person.save()
    assert Person.objects.get(born_index=("김철수", date(1990, 4, 5))) == person


def test_get_or_create_and_update_or_create(subject: DataSubject, scope: Keyring) -> None:
    values = {"subject": subject, "name": "홍길동", "mobile": MOBILE}
    person, created = Person.objects.get_or_create(mobile_index=MOBILE, defaults=values)
    assert created
    assert Person.objects.get_or_create(mobile_index="+821012345678", defaults=values) == (person, False)
    person, created = Person.objects.update_or_create(mobile_index=MOBILE, defaults={"mobile": "01099990000"})
    assert not created
    assert Person.objects.get(mobile_index="010-9999-0000") == person


def test_two_rows_with_nothing_do_not_collide_and_two_with_one_number_do(make_person: Callable[..., Person]) -> None:
    make_person(mobile="")
    make_person(mobile="")
    make_person(mobile=MOBILE)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_person(mobile="+82 10 1234 5678")


@pytest.mark.parametrize("lookup", ["mobile_index__gt", "mobile_index__contains", "mobile_index__startswith"])
def test_other_lookups_are_refused(lookup: str) -> None:
    with pytest.raises(FieldError, match="blind index"):
        Person.objects.filter(**{lookup: "010"})


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Person
        fields = ["name", "mobile", "born", "extra"]


def test_a_form_shows_a_taken_number_beside_the_number(make_person: Callable[..., Person], scope: Keyring) -> None:
    make_person(mobile=MOBILE)
    person = make_person(mobile="01099990000")
    opening.open_own([person], person.subject_id)
    form = PersonForm({"name": "홍길동", "mobile": f"{wide('010')} 1234 5678"}, instance=person)
    assert set(form.errors) == {"mobile"}
    assert "mobile phone" in str(form.errors["mobile"]).lower()
    form = PersonForm({"name": "김철수", "mobile": "01099990000"}, instance=person)
    assert form.is_valid(), form.errors
    form.save()
    assert Person.objects.get(mobile_index="01099990000") == person


@pytest.mark.parametrize(
    ("field", "text"),
    [("name", "\x00"), ("name", "\ud800"), ("name", "가" * 51), ("born", "1990-13-01"), ("extra", "{")],
)
def test_a_form_refuses_what_cannot_be_stored(subject: DataSubject, field: str, text: str) -> None:
    values: dict[str, Any] = {"name": "홍길동", field: text}
    form = PersonForm(values, instance=Person(subject=subject))
    assert set(form.errors) == {field}


def test_a_form_knows_what_changed(make_person: Callable[..., Person], scope: Keyring) -> None:
    person = make_person(mobile=MOBILE, born=date(1990, 4, 5))
    opening.open_rows([person])
    values = {"name": "홍길동", "mobile": MOBILE, "born": "1990-04-05", "extra": '{"skills": ["용접"]}'}
    assert not PersonForm(values, instance=person).has_changed()
    assert PersonForm(values | {"born": "1990-04-06"}, instance=person).changed_data == ["born"]


def test_full_clean_leaves_unopened_values_alone(make_person: Callable[..., Person], scope: Keyring) -> None:
    person = make_person(mobile=MOBILE)
    person.region = "서울"
    person.full_clean()
