"""The table of cookies: what the apps declared, under the purposes that the effective policy version discloses.

A category that the version does not disclose, or for which nothing is declared, does not exist: it is neither asked
about nor allowed (rule 1). Policy art. 8; PIPA art. 30(1)7.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from django.conf import settings

from privacy.declarations import Cookie, CookieUse
from privacy.policy.exceptions import NoEffectiveVersion
from privacy.policy.models import PolicyCookie
from privacy.policy.services import effective_version
from privacy.registry import registry

# Over TLS a name that no other host can set.
PREFIX = "__Host-" if settings.SESSION_COOKIE_SECURE else ""
CHOICE = f"{PREFIX}cookie-choice"
VISIT = f"{PREFIX}visit"
CHOICE_SECONDS = 180 * 24 * 3600
OPTIONAL = (CookieUse.FUNCTIONAL, CookieUse.ANALYTICS)
SAID = ("purpose", "refusal", "effect")


@dataclass(frozen=True)
class Category:
    """One category in both languages, with its cookies. `marks` stands for the very words that a visitor agrees to."""

    use: CookieUse
    texts: Mapping[str, str]
    cookies: tuple[Cookie, ...]

    @property
    def code(self) -> str:
        """As in forms and in the visitor's choice."""
        return self.use.value

    @property
    def marks(self) -> dict[str, str]:
        """By name of the cookie: changes when the cookie, its purpose, its time or the policy's purpose changes."""
        return {cookie.name: _mark(self.texts["purpose_en"], cookie) for cookie in self.cookies}

    def said(self, name: str, language: str) -> str:
        """What the policy version says: "purpose", "refusal" or "effect"."""
        return self.texts[f"{name}_{language}"]


def optional_categories() -> tuple[Category, ...]:
    """What a visitor may allow or refuse at this time."""
    # A new version takes effect within a minute, without a query for every page.
    disclosed = _disclosed(int(time.time() // 60))
    declared = registry().cookies().values()
    return tuple(
        Category(use, disclosed[use.value], cookies)
        for use in OPTIONAL
        if use.value in disclosed and (cookies := tuple(cookie for cookie in declared if cookie.use is use))
    )


def necessary_cookies() -> list[Cookie]:
    """What the portal cannot do without."""
    return [cookie for cookie in registry().cookies().values() if cookie.use is CookieUse.NECESSARY]


def open_marks() -> set[str]:
    """The marks of everything that may be asked at this time."""
    return {mark for category in optional_categories() for mark in category.marks.values()}


@lru_cache(maxsize=1)
def _disclosed(minute: int) -> dict[str, dict[str, str]]:
    """By category, what the effective version says; several entries of one category are read together."""
    try:
        version = effective_version()
    except NoEffectiveVersion:
        return {}
    found: dict[str, dict[str, str]] = {}
    for row in PolicyCookie.objects.filter(version=version).order_by("position"):
        texts = found.setdefault(row.category, {})
        for name in SAID:
            for language in ("ko", "en"):
                key, text = f"{name}_{language}", row.said(name, language)
                if text not in texts.get(key, ""):
                    texts[key] = f"{texts[key]}; {text}" if key in texts else text
    return found


def forget_disclosed() -> None:
    """Read the effective version anew at the next request."""
    _disclosed.cache_clear()


def _mark(purpose: str, cookie: Cookie) -> str:
    said = (purpose, cookie.name.removeprefix("__Host-"), cookie.purpose_en, str(cookie.seconds), cookie.storage.value)
    return sha256("\n".join(said).encode()).hexdigest()[:10]
