"""The portal's own error pages, in its face and both languages, saying what to do next.

They are rendered without request, user, session or database, so that they also stand when one of those has failed.
"""

from http import HTTPStatus
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from impix.context import page


class Words(NamedTuple):
    """What an error page says."""

    heading: Promise
    advice: Promise


TOO_LARGE = Words(
    _("That is too large"),
    _(
        "What you sent is larger than this form takes. "
        "Please choose a smaller file or shorten the text, and send it again."
    ),
)
STALE_FORM = Words(
    _("This form has expired"),
    _(
        "For your safety a form can be sent only from the page that we showed you. Go back, reload the page and "
        "send it again; your browser must accept this site's cookies."
    ),
)
WORDS = {
    400: Words(
        _("We could not read this request"),
        _(
            "Something in the address or in the form was not as expected. "
            "Go back, check what you entered, and try again."
        ),
    ),
    403: Words(
        _("This page is not open to you"),
        _("Your account may not see this page. If you have another account, sign in with that one."),
    ),
    404: Words(
        _("There is no such page"),
        _("It may have been removed, or the address has a mistake. Check the address, or start from the home page."),
    ),
    413: TOO_LARGE,
    429: Words(
        _("Too many attempts"),
        _("To protect accounts we have paused this for a while. Please wait five minutes and try again."),
    ),
    500: Words(
        _("Something went wrong on our side"),
        _("It is not your fault, and nothing was saved by half. Please try again in a few minutes."),
    ),
    503: Words(
        _("We will be back shortly"),
        _("The portal is being maintained. Nothing is lost; please come back in a few minutes."),
    ),
}


def error_page(request: HttpRequest, status: int, words: Words | None = None) -> HttpResponse:
    """The page for `status`, in the language of the address."""
    language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        heading, advice = words or WORDS[status]
        context = page(request) | {
            "code": status,
            "heading": heading,
            "advice": advice,
            "CSP_NONCE": getattr(request, "csp_nonce", ""),
        }
        return HttpResponse(render_to_string("errors/error.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 where the reason is size."""
    too_large = isinstance(exception, RequestDataTooBig)
    return error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_large else HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return error_page(request, HTTPStatus.FORBIDDEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 where the form's token is missing or old (CSRF_FAILURE_VIEW)."""
    return error_page(request, HTTPStatus.FORBIDDEN, STALE_FORM)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return error_page(request, HTTPStatus.NOT_FOUND)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429; allauth's rate limits look it up as `handler429` of the root URLs."""
    response = error_page(request, HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = "300"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return error_page(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def service_unavailable(request: HttpRequest, words: Words | None = None) -> HttpResponse:
    """503, while the portal must not be used."""
    response = error_page(request, HTTPStatus.SERVICE_UNAVAILABLE, words)
    response["Retry-After"] = "600"
    return response
