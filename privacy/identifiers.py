"""Unique identifiers in what people type and upload (PIPA arts. 24, 24-2; product rule 37): found, masked, never kept.

Resident and foreigner registration numbers block wherever they stand: six digits that are a real date, then a digit
from 1 to 8 and six more. Their last digit is no check digit any more (numbers issued since October 2020), so a wrong
one clears nothing. Corporate registration numbers look the same; where a company writes about itself, one beside its
label, or one that begins with a registry office and a kind of corporation, is asked about. Passport and driver's
licence numbers block beside a word that says what they are, and are asked about elsewhere.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

CONTEXT = 20
# Hyphens, dashes, minus, middle dots and the like; up to three of them between the halves of a number.
BETWEEN = r"[-\u2010-\u2015\u2212\u00b7\u30fb\uff65\s._/~*]{0,3}"
# What is seen by nobody and would part the digits: format characters, and the fillers of Hangul.
UNSEEN = {0x115F, 0x1160, 0x3164, 0xFFA0}
REGISTRATION = re.compile(
    rf"(?<!\d)(\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]){BETWEEN}([1-8])(\d{{6}})(?!\d)", re.ASCII
)
# Thirteen digits that stand apart one by one.
APART = re.compile(r"(?<!\d)(?:\d[\s.-]{1,3}){12}\d(?!\d)", re.ASCII)
PASSPORT = re.compile(r"(?<![A-Z0-9])([MSRODG])(\d{8}|\d{3}[A-Z]\d{4})(?![A-Z0-9])", re.ASCII | re.IGNORECASE)
LICENCE = re.compile(r"(?<!\d)(1[1-9]|2[0-8])[-\s]?(\d\d)[-\s]?(\d{6})[-\s]?(\d\d)(?!\d)", re.ASCII)
ABOUT_PASSPORTS = re.compile(r"여권|passport", re.IGNORECASE)
ABOUT_LICENCES = re.compile(r"면허|driv\w*\W{0,2}s?\s*licen[cs]e", re.IGNORECASE)
ABOUT_CORPORATIONS = re.compile(
    r"법인\s*(?:등록)?\s*번호|법인\s*등록|corporat\w*\s*(?:registration|reg)", re.IGNORECASE
)
# A registry office of the courts (11 Seoul … 22 Jeju) with its branch, then the kind of corporation.
REGISTRY = re.compile(r"(?:1[1-9]|2[0-2])\d\d(?:1[1-5]|2[1-3]|3[1-9])")


class Kind(Enum):
    """What a number seems to be."""

    RESIDENT = "resident"
    FOREIGNER = "foreigner"
    PASSPORT = "passport"
    LICENCE = "licence"
    CORPORATE = "corporate"


@dataclass(frozen=True)
class Hit:
    """One number: what it seems to be, how it may be shown, and whether a person may say that it is another one."""

    kind: Kind
    masked: str
    doubtful: bool


def find(text: str, *, today: date, of_companies: bool = False) -> Iterator[Hit]:
    """The unique identifiers in a text. `of_companies`: a company writes here, so corporate numbers are expected."""
    plain = APART.sub(lambda match: re.sub(r"\D", "", match[0]), normalised(text))
    for match in REGISTRATION.finditer(plain):
        if _was_a_day(match, today):
            yield _registration(plain, match, of_companies)
    for match in PASSPORT.finditer(plain):
        masked = f"{match[1].upper()}{match[2][:3]}*****"
        yield Hit(Kind.PASSPORT, masked, doubtful=not _beside(plain, match, ABOUT_PASSPORTS))
    for match in LICENCE.finditer(plain):
        masked = f"{match[1]}-{match[2]}-******-**"
        yield Hit(Kind.LICENCE, masked, doubtful=not _beside(plain, match, ABOUT_LICENCES))


def normalised(text: str) -> str:
    """Compatibility forms composed, every digit an ASCII one, nothing in it that nobody sees."""
    composed = unicodedata.normalize("NFKC", "".join(sign for sign in text if not _unseen(sign)))
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in composed)


def _unseen(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf" or ord(sign) in UNSEEN


def _was_a_day(match: re.Match[str], today: date) -> bool:
    century = 1900 if match[4] in "1256" else 2000
    try:
        return date(century + int(match[1]), int(match[2]), int(match[3])) <= today
    except ValueError:
        return False


def _registration(plain: str, match: re.Match[str], of_companies: bool) -> Hit:
    front = match[1] + match[2] + match[3]
    masked = f"{front}-{match[4]}******"
    if of_companies and (REGISTRY.fullmatch(front) or _beside(plain, match, ABOUT_CORPORATIONS)):
        return Hit(Kind.CORPORATE, masked, doubtful=True)
    return Hit(Kind.RESIDENT if match[4] in "1234" else Kind.FOREIGNER, masked, doubtful=False)


def _beside(plain: str, match: re.Match[str], words: re.Pattern[str]) -> bool:
    around = plain[max(match.start() - CONTEXT, 0) : match.end() + CONTEXT]
    return words.search(around) is not None
