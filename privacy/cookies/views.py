"""The page on which everybody sees what is kept in the browser, and chooses. Policy art. 8; PIPA art. 30(1)7."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from privacy.clocks import seoul_date
from privacy.cookies import rendering
from privacy.cookies.choice import choice_of, keep
from privacy.cookies.choices import Press
from privacy.cookies.exceptions import StaleQuestion
from privacy.cookies.forms import AnswerForm
from privacy.cookies.services import count_answers
from privacy.cookies.table import CHOICE


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """The table, the choice that holds, and the form that changes it; the banner's answer comes here too."""
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _heard(request, **form.cleaned_data)
        except StaleQuestion:
            form.add_error(None, _("What we ask about cookies has changed. Please read it again, then choose."))
    return TemplateResponse(request, "privacy/cookies.html", {**_page(request), "form": form})


def _heard(request: HttpRequest, *, press: str, allow: list[str], shown: str, next: str) -> HttpResponse:
    before = choice_of(request)
    choice = before.answered(press=Press(press), ticked=allow, shown=frozenset(shown.split()))
    count_answers(day=seoul_date(timezone.now()), answers=choice.answers_since(before))
    request.cookie_choice = choice  # type: ignore[attr-defined]
    response = redirect(next or "cookies:choose")
    keep(response, CHOICE, choice.sealed())
    return response


def _page(request: HttpRequest) -> dict[str, Any]:
    language = get_language()
    return {
        "choice": choice_of(request),
        "necessary": rendering.necessary(language),
        "categories": rendering.categories(choice_of(request), language),
        "paths": rendering.browser_paths(language),
        "article": rendering.article(language),
        "presses": Press.choices[::-1],
    }
