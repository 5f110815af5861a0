"""Business registration numbers (사업자등록번호): ten digits of which the last one checks the others.

A number that passes is well formed; whether the business exists and is active is for the reviewers.
"""

from stdnum.exceptions import InvalidChecksum
from stdnum.kr import brn

WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def validated(number: str) -> str:
    """The number as 124-81-00998. Raises stdnum's ValidationError; its own check leaves the last digit out."""
    compact: str = brn.validate(number)
    digits = [int(digit) for digit in compact]
    total = sum(digit * weight for digit, weight in zip(digits, WEIGHTS, strict=False)) + digits[8] * 5 // 10
    if (10 - total % 10) % 10 != digits[9]:
        raise InvalidChecksum
    formatted: str = brn.format(compact)
    return formatted
