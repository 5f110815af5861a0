"""The privacy policy as people read it. Policy art. 11; PIPA art. 30."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from privacy.policy import rendering
from privacy.policy.models import CurrentContact, PolicyVersion, TranslationConfirmation
from privacy.policy.services import effective_version


@require_safe
def show_policy(request: HttpRequest) -> HttpResponse:
    """The version in force."""
    version = effective_version()
    return render(request, "privacy/policy.html", {**_page(version), "is_effective": True})


@require_safe
def show_version(request: HttpRequest, number: int) -> HttpResponse:
    """A published version, in force or not."""
    version = get_object_or_404(PolicyVersion.objects.published(), number=number)
    return render(request, "privacy/policy.html", {**_page(version), "is_effective": version == effective_version()})


@require_safe
def list_versions(request: HttpRequest) -> HttpResponse:
    """All published versions, the newest first."""
    language = get_language()
    versions = [
        {"version": version, "title": version.said("title", language), "summary": version.said("summary", language)}
        for version in PolicyVersion.objects.published().order_by("-number")
    ]
    return render(request, "privacy/versions.html", {"versions": versions, "effective": effective_version()})


@require_safe
def show_source(request: HttpRequest, number: int) -> HttpResponse:
    """The published text, byte for byte, for whoever wants to compare its hash."""
    version = get_object_or_404(PolicyVersion.objects.published(), number=number)
    if not version.source_en:
        raise Http404
    return HttpResponse(version.source_en.encode(), content_type="text/plain; charset=utf-8")


def _page(version: PolicyVersion) -> dict[str, Any]:
    language = get_language()
    contacts = CurrentContact.objects.all()
    return {
        "version": version,
        "title": version.said("title", language),
        "articles": rendering.articles(version, language),
        "gaps": rendering.gaps(version, language),
        "contacts": [{"name": contact.said("name", language), "contact": contact} for contact in contacts],
        "is_unconfirmed_translation": language == "ko"
        and not TranslationConfirmation.objects.filter(version=version).exists(),
    }
