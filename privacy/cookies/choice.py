"""A visitor's choice, which lives in a signed cookie of the visitor's browser and nowhere else (design 11)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from privacy.clocks import seoul_date
from privacy.cookies.choices import Answer, Press
from privacy.cookies.exceptions import StaleQuestion
from privacy.cookies.table import CHOICE, CHOICE_SECONDS, Category, open_marks, optional_categories
from privacy.declarations import CookieUse
from privacy.registry import registry

SALT = "privacy.cookies.choice"
LONGEST = 1024  # Ours is a few hundred characters; nothing longer is even checked.


@dataclass(frozen=True)
class Choice:
    """What was answered (`marks`: to which words), what of it is allowed, when. Without `made_on`: nothing yet."""

    allowed: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    made_on: date | None = None
    signals_refusal: bool = field(default=False, compare=False)

    def allows(self, name: str) -> bool:
        """Whether this declared cookie may be kept: a yes to these very words, and no signal of the browser's."""
        for category in optional_categories():
            if name in category.marks:
                return self.allows_category(category.code) and category.marks[name] in self.marks
        cookie = registry().cookies().get(name)
        return cookie is not None and cookie.use is CookieUse.NECESSARY

    def allows_category(self, code: str) -> bool:
        """Whether the category was allowed; a browser that asks not to be tracked has refused analytics."""
        return code in self.allowed and not (code == CookieUse.ANALYTICS.value and self.signals_refusal)

    def open_questions(self) -> list[Category]:
        """The categories about which the visitor said nothing yet, or not to the present words."""
        return [
            category
            for category in optional_categories()
            if not (category.use is CookieUse.ANALYTICS and self.signals_refusal)
            and not set(category.marks.values()) <= self.marks
        ]

    def answered(self, *, press: Press, ticked: Collection[str], shown: frozenset[str]) -> "Choice":
        """The choice after an answer to what was shown; what was not shown stays. Raises StaleQuestion.

        Refusing needs no particular question: it is heard whatever was shown.
        """
        asked = [category for category in optional_categories() if set(category.marks.values()) & shown]
        whole = all(set(category.marks.values()) <= shown for category in asked)
        if press is not Press.REFUSE and not (asked and whole and shown <= open_marks()):
            raise StaleQuestion
        if press is Press.REFUSE and not asked:
            asked = list(optional_categories())
        yes = {category.code for category in asked if press is Press.ACCEPT or category.code in ticked}
        if press is Press.REFUSE:
            yes = set()
        codes, marks = {category.code for category in asked}, {m for c in asked for m in c.marks.values()}
        return Choice(
            (self.allowed - codes) | yes,
            (self.marks & open_marks()) | marks,
            seoul_date(timezone.now()),
            self.signals_refusal,
        )

    def answers_since(self, before: "Choice") -> dict[str, Answer]:
        """By category, what is new against an earlier choice."""
        found = {}
        open_before = {category.code for category in before.open_questions()}
        for category in optional_categories():
            code = category.code
            if not set(category.marks.values()) <= self.marks:
                continue
            if code in open_before or (code in self.allowed) != (code in before.allowed):
                withdrawn = code in before.allowed and code not in open_before
                found[code] = Answer.ALLOWED if code in self.allowed else Answer.REFUSED
                if withdrawn and code not in self.allowed:
                    found[code] = Answer.WITHDRAWN
        return found

    def sealed(self) -> str:
        """As it stands in the cookie."""
        made_on = self.made_on.isoformat() if self.made_on else ""
        said = {"on": made_on, "yes": sorted(self.allowed), "to": sorted(self.marks)}
        return signing.dumps(said, salt=SALT)


def choice_in(cookies: Mapping[str, str], headers: Mapping[str, str]) -> Choice:
    """The choice that a request brings; one that is altered, too old or not ours counts as none."""
    signals = headers.get("Sec-GPC") == "1" or headers.get("DNT") == "1"
    value = cookies.get(CHOICE, "")
    if not value or len(value) > LONGEST:
        return Choice(signals_refusal=signals)
    try:
        said = signing.loads(value, salt=SALT, max_age=CHOICE_SECONDS)
    except signing.BadSignature:
        return Choice(signals_refusal=signals)
    return Choice(frozenset(said["yes"]), frozenset(said["to"]), date.fromisoformat(said["on"]), signals)


def choice_of(request: HttpRequest) -> Choice:
    """The choice that the middleware found, or that a view of this request has just heard."""
    choice: Choice = request.cookie_choice  # type: ignore[attr-defined]
    return choice


def keep(response: HttpResponse, name: str, value: str, *, seconds: int | None = None) -> None:
    """Set a declared cookie, for as long as declared or shorter; where it is not allowed the middleware stops it."""
    response.set_cookie(
        name,
        value,
        max_age=registry().cookies()[name].seconds if seconds is None else seconds,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def drop(response: HttpResponse, name: str) -> None:
    """Take a cookie out of the browser."""
    response.set_cookie(name, "", max_age=0, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
