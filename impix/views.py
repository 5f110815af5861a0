"""Pages of the portal as a whole."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from impix.company import company
from impix.spool import newest_letters
from privacy.signing import canonical_json, public_keys


def _came_from_our_own_page(request: HttpRequest) -> bool:
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page. A member who types the bare address gets her language; who follows our links keeps the page's."""
    language = getattr(request.user, "language", settings.LANGUAGE_CODE)
    if translation.get_language_from_path(request.path_info) is None and language != settings.LANGUAGE_CODE:
        if not _came_from_our_own_page(request):
            with translation.override(language):
                return redirect("home")
    return render(request, "impix/home.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may not read: nothing that belongs to a person."""
    closed = ["admin/", "en/admin/"]
    lines = ["User-agent: *", *(f"Disallow: /{path}" for path in closed), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a weakness (RFC 9116)."""
    ours = company()
    contacts = [f"mailto:{ours.email}"] if ours.email else []
    contacts.append("tel:+82-" + ours.phone.removeprefix("0"))
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        *(f"Contact: {contact}" for contact in contacts),
        f"Expires: {expires}",
        "Preferred-Languages: ko, en",
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def signing_keys(request: HttpRequest) -> HttpResponse:
    """The public halves of all keys that ever signed receipts and certificates: to verify without asking us."""
    content = canonical_json({"form": "impix signing keys 1", "keys": public_keys()})
    return HttpResponse(content, content_type="application/json")


@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """The letters of an embedded portal; elsewhere this page does not exist."""
    if not settings.EMBEDDED:
        raise Http404
    return TemplateResponse(request, "impix/mail.html", {"letters": newest_letters()})
