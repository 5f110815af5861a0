"""What every page knows: who runs the portal, and where the same page stands in the other languages."""

from typing import Any, TypedDict

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, override

from impix.company import company
from privacy.cookies.choice import choice_of
from privacy.cookies.rendering import question
from privacy.policy.announcing import banner

# Each language is named in itself, so that its readers find it.
NAMES = {"ko": "한국어", "en": "English"}


class LanguageLink(TypedDict):
    """The same page in one language."""

    code: str
    name: str
    path: str
    address: str
    current: bool


def language_links(request: HttpRequest) -> list[LanguageLink]:
    """This page in each language; where no view answers, the home page."""
    links: list[LanguageLink] = []
    for code, _ in settings.LANGUAGES:
        if getattr(request, "resolver_match", None):
            path = translate_url(request.get_full_path(), code)
        else:
            with override(code):
                path = reverse("home")
        links.append(
            {
                "code": code,
                "name": NAMES[code],
                "path": path,
                "address": settings.SITE_URL + path.partition("?")[0],
                "current": code == get_language(),
            }
        )
    return links


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html."""
    return {"company": company(), "languages": language_links(request), "cookie_question": None, "policy_banner": None}


def questions(request: HttpRequest) -> dict[str, Any]:
    """What base.html asks about cookies and tells of an announced policy version; an error page does neither."""
    member = request.user
    return {
        "cookie_question": question(choice_of(request), get_language() or settings.LANGUAGE_CODE),
        # Looked up only where a page shows it.
        "policy_banner": SimpleLazyObject(lambda: banner(member.subject_id)) if member.is_authenticated else None,
    }
