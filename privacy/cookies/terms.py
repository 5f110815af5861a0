"""Which search terms may be counted: none that could say who somebody is (rule 9)."""

import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise

LONGEST = 40
# All unique identifiers, phone and account numbers are longer than what is left here.
DIGITS_IN_A_ROW, DIGITS = 4, 6
ADDRESS = re.compile(r"@|://|www\.|\.(?:com|net|kr|org)\b")
SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추"
    "도소석선설마길연위표명기반왕금옥육인맹제모리임량여려"
)
LONG_SURNAMES = ("남궁", "황보", "제갈", "선우", "독고", "사공", "서문", "동방")
TITLES = ("님", "씨")
ROMANISED = frozenset(
    "kim lee yi rhee park bak pak choi choe jung jeong chung kang gang cho jo yoon yun jang chang lim im rim han oh "
    "seo suh shin sin kwon gwon hwang ahn song jeon jun hong yoo yu ryu ko go moon mun yang son bae baek heo hur nam "
    "shim noh roh".split()
)
HANGUL = re.compile(r"[가-힣]+")


def normalised(words: str) -> str:
    """One spelling for what is the same search."""
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


def may_be_counted(term: str, is_a_word: Callable[[str], bool]) -> bool:
    """Whether a normalised term says nothing about a person. `is_a_word`: known as an occupation, a place and so on."""
    digits = sum(character.isdigit() for character in term)
    if not 2 <= len(term) <= LONGEST or digits >= DIGITS or re.search(rf"\d{{{DIGITS_IN_A_ROW}}}", term):
        return False
    if ADDRESS.search(term):
        return False
    words = term.split()
    split_names = pairwise(words)
    if any(first in SURNAMES and _hangul(second, 2) for first, second in split_names):
        return False
    if len(words) in (2, 3) and (words[0] in ROMANISED or words[-1] in ROMANISED):
        return False
    return all(is_a_word(word) for word in words if _looks_like_a_name(word))


def _looks_like_a_name(word: str) -> bool:
    for title in TITLES:
        if word.endswith(title) and len(word) > 3:
            return _looks_like_a_name(word.removesuffix(title))
    if _hangul(word, 3) and word[0] in SURNAMES:
        return True
    return word.startswith(LONG_SURNAMES) and (_hangul(word, 3) or _hangul(word, 4))


def _hangul(word: str, length: int) -> bool:
    return len(word) == length and HANGUL.fullmatch(word) is not None
