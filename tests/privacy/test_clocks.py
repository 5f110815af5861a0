"""Legal periods, worked out by hand after Civil Act arts. 157 and 160."""

from datetime import UTC, date, datetime

import pytest

from privacy.clocks import add_days, add_months, add_years, end_of_day, seoul_date


@pytest.mark.parametrize(
    ("day", "years", "last"),
    [
        (date(2020, 3, 16), 3, date(2023, 3, 16)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2023, 2, 28), 1, date(2024, 2, 29)),  # the period begins on 1 March, so it runs to the end of February
        (date(2024, 2, 28), 1, date(2025, 2, 28)),  # begins on 29 February, which 2025 lacks
        (date(2025, 12, 31), 3, date(2028, 12, 31)),
    ],
)
def test_years(day: date, years: int, last: date) -> None:
    assert add_years(day, years) == last


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 4, 30), 1, date(2026, 5, 31)),
    ],
)
def test_months(day: date, months: int, last: date) -> None:
    assert add_months(day, months) == last


def test_days_do_not_count_the_first() -> None:
    assert add_days(date(2026, 11, 23), 10) == date(2026, 12, 3)


def test_a_day_is_a_day_in_seoul() -> None:
    assert seoul_date(datetime(2026, 12, 31, 14, 59, tzinfo=UTC)) == date(2026, 12, 31)
    assert seoul_date(datetime(2026, 12, 31, 15, 0, tzinfo=UTC)) == date(2027, 1, 1)
    assert end_of_day(date(2026, 12, 31)) == datetime(2026, 12, 31, 15, 0, tzinfo=UTC)
    assert end_of_day(date(2024, 2, 28)).date() == date(2024, 2, 29)


def test_a_moment_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        seoul_date(datetime(2026, 1, 1))
