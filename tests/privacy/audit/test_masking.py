"""Masks: what stays visible, and that nothing else does."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.audit import masking


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masking.mask_name, "홍길동", "홍*동"),
        (masking.mask_name, "남궁민수", "남**수"),
        (masking.mask_name, "김철", "김*"),
        (masking.mask_name, "김", "*"),
        (masking.mask_phone, "010-1234-5678", "010-****-5678"),
        (masking.mask_phone, "01012345678", "010-****-5678"),
        (masking.mask_phone, "02-123-4567", "02-****-4567"),
        (masking.mask_phone, "+82 10 1234 5678", "821-****-5678"),
        (masking.mask_phone, "112", "••••"),
        (masking.mask_email, "abcdef@example.com", "ab***@e"),
        (masking.mask_email, "ab@example.com", "***@e"),
        (masking.mask_email, "not an address", "••••"),
        (masking.mask_identifier, "seeker", "se***"),
        (masking.mask_identifier, "ab", "***"),
        (masking.mask_date, date(1990, 2, 3), "1990-**-**"),
        (masking.mask_date, "secret", "••••"),
        (masking.mask_all, "secret", "••••"),
    ],
)
def test_masks(mask: masking.Mask, value: Any, shown: str) -> None:
    assert mask(value) == shown


MASKS = [
    masking.mask_name, masking.mask_phone, masking.mask_email, masking.mask_identifier, masking.mask_date,
    masking.mask_all,
]  # fmt: skip


@pytest.mark.parametrize("mask", MASKS)
def test_nothing_is_masked_as_nothing(mask: masking.Mask) -> None:
    assert mask(None) == mask("") == ""


@pytest.mark.parametrize("mask", MASKS)
@given(value=st.text(alphabet="abcdefgh0123456789@.- 홍길동", min_size=2, max_size=30))
def test_no_mask_shows_the_value(mask: masking.Mask, value: str) -> None:
    assert not value.strip() or mask(value) != value.strip()
