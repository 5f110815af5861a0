"""What the filter finds (rule 37): its rates on the corpus, and the rules that the corpus cannot show."""

from datetime import date
from pathlib import Path

import pytest

from privacy.identifiers import Hit, Kind, find

HERE = Path(__file__).parent
DOCS = HERE.parents[2] / "docs/identifiers.md"
TODAY = date(2026, 11, 26)
FOUND_AT_LEAST, WRONGLY_BLOCKED_AT_MOST = 0.95, 0.03


def corpus(name: str) -> list[tuple[str, str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()[1:]
    cells = (line.partition("\t") for line in lines)
    return [(label, text.encode("raw_unicode_escape").decode("raw_unicode_escape")) for label, _tab, text in cells]


def hits(text: str, *, of_companies: bool = False) -> list[Hit]:
    return list(find(text, today=TODAY, of_companies=of_companies))


def blocked(text: str, *, of_companies: bool = False) -> set[str]:
    return {hit.kind.value for hit in hits(text, of_companies=of_companies) if not hit.doubtful}


def test_the_rates_on_the_corpus_are_those_of_the_docs() -> None:
    true, false = corpus("true.tsv"), corpus("false.tsv")
    assert (len(true), len(false)) == (200, 200)
    missed = [text for kind, text in true if kind not in blocked(text)]
    wrong = [text for whose, text in false if blocked(text, of_companies=whose == "company")]
    asked = [text for whose, text in false if text not in wrong and hits(text, of_companies=whose == "company")]
    print(f"found {200 - len(missed)} of 200; wrongly blocked {len(wrong)} of 200, asked about {len(asked)}")
    assert 1 - len(missed) / 200 >= FOUND_AT_LEAST, missed
    assert len(wrong) / 200 <= WRONGLY_BLOCKED_AT_MOST, wrong
    figures = f"{200 - len(missed)} of 200 are found; {len(wrong)} of 200 are wrongly blocked, {len(asked)} asked about"
    assert figures in DOCS.read_text(encoding="utf-8"), figures


@pytest.mark.parametrize("number", ["880214-1993820", "880214-1993821", "880214-1993822"])
def test_a_wrong_check_digit_clears_nothing(number: str) -> None:
    assert blocked(number) == {"resident"}


@pytest.mark.parametrize(
    "text", ["880230-1993821", "881314-1993821", "301126-3993821", "880214-9993821", "1880214-19938210"]
)
def test_what_was_never_a_day_or_lies_ahead_is_no_resident_number(text: str) -> None:
    assert hits(text) == []


def test_only_the_masked_number_leaves_the_filter() -> None:
    assert [hit.masked for hit in hits("8802141993821")] == ["880214-1******"]
    for text in ("여권 M12345678", "운전면허 11-05-123456-78", "5 880214-5993821"):
        for hit in hits(text):
            assert "345678" not in hit.masked
            assert "123456" not in hit.masked
            assert "993821" not in hit.masked


def test_context_reaches_twenty_characters() -> None:
    number = "M12345678"
    assert blocked("여권" + "가" * 18 + number) == {"passport"}
    assert blocked("여권" + "가" * 19 + number) == set()
    assert [hit.doubtful for hit in hits(number)] == [True]


def test_a_corporate_number_is_asked_about_where_a_company_writes() -> None:
    for text in ("110111-1707178", "법인등록번호 880214-1993821"):
        assert [(hit.kind, hit.doubtful) for hit in hits(text, of_companies=True)] == [(Kind.CORPORATE, True)]
        assert blocked(text) == {"resident"}
    assert blocked("880214-1993821", of_companies=True) == {"resident"}


def test_a_long_text_is_looked_through_quickly() -> None:
    assert hits("1" * 200_000) == []
    assert hits("880214-" * 30_000) == []
