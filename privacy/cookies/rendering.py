"""How the table of cookies and the question about them read, in one language. Holds text only."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacy.cookies.browsers import BROWSER_PATHS
from privacy.cookies.choice import Choice
from privacy.cookies.table import Category, necessary_cookies, optional_categories
from privacy.declarations import Cookie, Storage
from privacy.policy.choices import CookieCategory
from privacy.policy.exceptions import NoEffectiveVersion
from privacy.policy.rendering import ArticleText, articles
from privacy.policy.services import effective_version

ARTICLE = 8
DAY = 24 * 3600


@dataclass(frozen=True)
class CookieText:
    """One line of the table."""

    name: str
    storage: str
    purpose: str
    lifetime: str
    staff: bool


@dataclass(frozen=True)
class CategoryText:
    """One category as the visitor reads it."""

    code: str
    title: str
    purpose: str
    effect: str
    cookies: tuple[CookieText, ...]
    is_allowed: bool
    is_open: bool
    is_refused_by_browser: bool


@dataclass(frozen=True)
class Question:
    """What the banner asks; `marks` goes with the answer. `is_renewed`: something was answered before."""

    categories: tuple[CategoryText, ...]
    marks: str
    is_renewed: bool


def question(choice: Choice, language: str) -> Question | None:
    """What is still to be asked, or None."""
    asked = choice.open_questions()
    if not asked:
        return None
    return Question(
        tuple(_category(category, choice, language) for category in asked), _marks(asked), choice.made_on is not None
    )


def categories(choice: Choice, language: str) -> Question:
    """Every category that may be allowed, for the settings."""
    every = optional_categories()
    texts = tuple(_category(category, choice, language) for category in every)
    return Question(texts, _marks(every), choice.made_on is not None)


def necessary(language: str) -> list[CookieText]:
    """The lines of what the portal cannot do without."""
    return [_cookie(cookie, language) for cookie in necessary_cookies()]


def browser_paths(language: str) -> list[tuple[str, str, str]]:
    """Browser, way on a computer, way on a phone."""
    korean = language == "ko"
    return [
        (row.browser, row.computer_ko if korean else row.computer_en, row.phone_ko if korean else row.phone_en)
        for row in BROWSER_PATHS
    ]


def article(language: str) -> ArticleText | None:
    """What the policy in force says about cookies."""
    try:
        found = articles(effective_version(), language)
    except NoEffectiveVersion:
        return None
    return next((text for text in found if text.number == ARTICLE), None)


def _marks(categories: "tuple[Category, ...] | list[Category]") -> str:
    return " ".join(sorted(mark for category in categories for mark in category.marks.values()))


def _category(category: Category, choice: Choice, language: str) -> CategoryText:
    return CategoryText(
        code=category.code,
        title=str(CookieCategory(category.code).label),
        purpose=category.said("purpose", language),
        effect=category.said("effect", language),
        cookies=tuple(_cookie(cookie, language) for cookie in category.cookies),
        is_allowed=choice.allows_category(category.code),
        is_open=category in choice.open_questions(),
        is_refused_by_browser=category.code == CookieCategory.ANALYTICS and choice.signals_refusal,
    )


def _cookie(cookie: Cookie, language: str) -> CookieText:
    purpose = cookie.purpose_ko if language == "ko" else cookie.purpose_en
    return CookieText(cookie.name, _storage(cookie.storage), purpose, _lifetime(cookie), cookie.staff)


def _storage(storage: Storage) -> str:
    return _("cookie") if storage is Storage.COOKIE else storage.value


def _lifetime(cookie: Cookie) -> str:
    if cookie.seconds:
        days = cookie.seconds // DAY
        return ngettext("%(days)d day at most", "%(days)d days at most", days) % {"days": days}
    return _("until you clear it") if cookie.storage is Storage.LOCAL else _("until the browser is closed")
