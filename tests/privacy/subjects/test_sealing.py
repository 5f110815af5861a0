"""The bytes of sealed values: known answers, round trips, and every way of moving or altering them."""

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from privacy.subjects import envelope, opening
from privacy.subjects.exceptions import SealBroken
from privacy.subjects.fields import EncryptedDateField, EncryptedJSONField, EncryptedTextField
from privacy.subjects.keyring import Keyring
from tests.sealed_app.models import Letter, Person

SUBJECT, ROW = UUID("01890000-0000-7000-8000-000000000001"), UUID("01890000-0000-7000-8000-000000000002")
BINDING = envelope.label_bytes("members.profile.name") + envelope.row_bytes(SUBJECT, ROW)
# Made once under data key 00…1f with nonce 00…0b, by the primitives instead of the AEAD interface.
KNOWN = "01000102030405060708090a0b11f4340b7c8c4ad3639cfec9e86dad865f8de803344d752822"

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def raw_column(row: Any, column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {row._meta.db_table} WHERE id = %s", [row.pk])  # noqa: S608
        return bytes(cursor.fetchone()[0])


def write_raw(row: Any, column: str, value: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s", [value, row.pk])  # noqa: S608


def opened(row: Any) -> Any:
    fresh = type(row).objects.get(pk=row.pk)
    opening.open_rows([fresh])
    return fresh


def test_known_answer() -> None:
    cipher = envelope.values_cipher(bytes(range(32)))
    assert envelope.unseal(cipher, bytes.fromhex(KNOWN), BINDING) == "홍길동".encode()


def test_no_two_seals_are_equal() -> None:
    cipher = AESGCM(bytes(32))
    assert len({envelope.seal(cipher, b"same", b"") for _ in range(200)}) == 200


@given(st.text())
@example("")
@example(unicodedata.normalize("NFD", "홍길동"))
@example(unicodedata.normalize("NFC", "홍길동"))
@example("가" * 350_000)  # 1 MB
@example("\x00\U0001f468\u200d\U0001f469")
def test_text_comes_back_as_it_was(text: str) -> None:
    field, cipher = EncryptedTextField(), AESGCM(bytes(32))
    assert field.from_bytes(envelope.unseal(cipher, envelope.seal(cipher, field.to_bytes(text), b"x"), b"x")) == text


@given(st.dates())
def test_dates_come_back(day: date) -> None:
    field = EncryptedDateField()
    assert field.from_bytes(field.to_bytes(day)) == day


@given(json_values)
def test_json_comes_back(value: Any) -> None:
    field = EncryptedJSONField()
    assert field.from_bytes(field.to_bytes(value)) == value


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=st.text(), born=st.none() | st.dates(), extra=json_values)
@example(name="", born=date.min, extra={})
@example(name=unicodedata.normalize("NFD", "홍길동"), born=date.max, extra={"각": [None, "\x00"]})
@example(name="가" * 350_000, born=None, extra="x" * 2**20)
def test_rows_come_back_from_the_database(
    make_person: Callable[..., Person], scope: Keyring, name: str, born: date | None, extra: Any
) -> None:
    person = opened(make_person(name=name, born=born, extra=extra))
    assert (person.name, person.born, person.extra) == (name, born, extra)


def test_the_database_holds_no_plain_value(make_person: Callable[..., Person]) -> None:
    person = make_person(name="홍길동", mobile="01012345678", born=date(1990, 4, 5), extra={"skill": "용접"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM sealed_app_person p WHERE id = %s", [person.pk])
        (stored,) = cursor.fetchone()
    for plain in ("홍길동", "01012345678", "1990-04-05", "용접"):
        assert plain not in stored
        assert plain.encode().hex() not in stored


def test_swapped_between_rows_items_subjects_or_activities(
    make_person: Callable[..., Person], make_letter: Callable[..., Letter], scope: Keyring
) -> None:
    person, stranger = make_person(mobile="01011112222"), make_person()
    letter, other = make_letter(person=person), make_letter(person=person)
    moves = [
        (letter, "text", other, "text"),  # row
        (person, "mobile", person, "name"),  # item
        (stranger, "name", person, "name"),  # subject
        (letter, "text", person, "name"),  # activity
    ]
    for source, from_column, target, to_column in moves:
        before = raw_column(target, to_column)
        write_raw(target, to_column, raw_column(source, from_column))
        with pytest.raises(SealBroken):
            getattr(opened(target), to_column)
        write_raw(target, to_column, before)
        assert getattr(opened(target), to_column)


def test_the_same_bytes_do_not_open_under_another_activitys_key() -> None:
    keys = [bytes([number]) * 32 for number in (1, 2)]
    sealed = envelope.seal(envelope.values_cipher(keys[0]), b"plain", BINDING)
    assert envelope.unseal(envelope.values_cipher(keys[0]), sealed, BINDING) == b"plain"
    with pytest.raises(SealBroken):
        envelope.unseal(envelope.values_cipher(keys[1]), sealed, BINDING)


def test_every_bit_counts() -> None:
    cipher = AESGCM(bytes(32))
    sealed = envelope.seal(cipher, "홍길동".encode(), BINDING)
    for bit in range(len(sealed) * 8):
        broken = bytearray(sealed)
        broken[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealBroken):
            envelope.unseal(cipher, bytes(broken), BINDING)
    for cut in range(len(sealed)):
        with pytest.raises(SealBroken):
            envelope.unseal(cipher, sealed[:cut], BINDING)


def test_a_broken_seal_is_logged_without_values_and_shows_nothing(
    make_person: Callable[..., Person], scope: Keyring, caplog: pytest.LogCaptureFixture
) -> None:
    person = make_person()
    raw = raw_column(person, "name")
    write_raw(person, "name", raw[:-1] + bytes([raw[-1] ^ 1]))
    broken = opened(person)
    with pytest.raises(SealBroken) as caught:
        _ = broken.name
    (record,) = [record for record in caplog.records if record.message == "seal broken"]
    assert record.item == "sealed_app.person.name"  # type: ignore[attr-defined]
    assert "홍길동" not in caplog.text + str(caught.value)
    broken.region = "서울"
    broken.save()  # What nobody could read is not made worse by a save.
    assert raw_column(person, "name")[:-1] == raw[:-1]
