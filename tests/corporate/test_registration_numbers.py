"""The check digit of business registration numbers."""

import pytest
from stdnum.exceptions import ValidationError

from corporate.registration_numbers import validated


@pytest.mark.parametrize("number", ["124-81-00998", "2208162517", "120-81-47521", " 1208147521 "])
def test_numbers_of_real_companies_pass(number: str) -> None:
    assert validated(number).count("-") == 2


@pytest.mark.parametrize(
    "number", ["123-45-67890", "124-81-00999", "124-81-0099", "가나다-81-00998", "", "12481009981"]
)
def test_others_do_not(number: str) -> None:
    with pytest.raises(ValidationError):
        validated(number)


def test_every_changed_digit_is_noticed() -> None:
    good = "1248100998"
    for place in range(9):
        for digit in set("0123456789") - {good[place]}:
            try:
                passed = validated(good[:place] + digit + good[place + 1 :])
            except ValidationError:
                continue
            # Where a weight and a difference make a multiple of ten, no check digit can tell.
            assert passed.replace("-", "")[place] == digit
            assert place == 8
