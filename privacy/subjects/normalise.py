"""What counts as the same value for a blind index. The functions are named in migrations: they keep their place."""

import unicodedata
from datetime import date
from typing import Any

import phonenumbers

REGION = "KR"


def digits(value: Any) -> str:
    """The digits alone; full-width ones count."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", str(value)) if letter.isdecimal())


def phone(value: Any) -> str:
    """A phone number in E.164; without a country code it is Korean. What is no phone number keeps its digits."""
    text = unicodedata.normalize("NFKC", str(value))
    try:
        return phonenumbers.format_number(phonenumbers.parse(text, REGION), phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        return digits(text)


def name(value: Any) -> str:
    """A name without spaces and case, its Hangul composed."""
    folded = unicodedata.normalize("NFKC", str(value)).casefold()
    return unicodedata.normalize("NFKC", "".join(folded.split()))


def name_and_birth_date(value: tuple[str, date | str]) -> str:
    """A name together with a date of birth, so that neither can be counted alone."""
    given, born = value
    day = born if isinstance(born, date) else date.fromisoformat(born)
    normal = name(given)
    return f"{normal}|{day.isoformat()}" if normal else ""
