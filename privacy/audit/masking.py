"""How a personal value looks to somebody who may know that it is there, but not what it is."""

import re
from collections.abc import Callable
from typing import Any

Mask = Callable[[Any], str]

HIDDEN = "••••"


def mask_all(value: Any) -> str:
    """Nothing but the fact that there is a value."""
    return HIDDEN if value else ""


def mask_name(value: Any) -> str:
    """홍*동, 김*, 남**수: first and last character stay."""
    name = str(value or "").strip()
    if len(name) < 2:
        return "*" * len(name)
    if len(name) == 2:
        return f"{name[0]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def mask_phone(value: Any) -> str:
    """010-****-5678."""
    digits = re.sub(r"\D", "", str(value or ""))
    if len(digits) < 8:
        return mask_all(digits)
    head = digits[:2] if digits.startswith("02") else digits[:3]
    return f"{head}-****-{digits[-4:]}"


def mask_email(value: Any) -> str:
    """ab***@x: two characters of the name, one of the domain."""
    name, at, domain = str(value or "").partition("@")
    if not at:
        return mask_all(name)
    return f"{name[:2] if len(name) > 2 else ''}***@{domain[:1]}"


def mask_identifier(value: Any) -> str:
    """se***: two characters of a login ID or nickname."""
    text = str(value or "")
    return f"{text[:2] if len(text) > 2 else ''}***" if text else ""


def mask_date(value: Any) -> str:
    """1990-**-**: the year of a date."""
    text = str(value or "")
    return f"{text[:4]}-**-**" if re.match(r"\d{4}", text) else mask_all(text)
