"""The privacy policy as people read it. Policy art. 11; PIPA art. 30."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from privacy.policy import announcing, rendering
from privacy.policy.differences import differences
from privacy.policy.models import PolicyVersion
from privacy.policy.services import effective_version, latest_announced


@require_safe
def show_policy(request: HttpRequest) -> HttpResponse:
    """The version in force, and that another is announced."""
    context = {"is_effective": True, "announced": latest_announced()}
    return render(request, "privacy/policy.html", {**_page(effective_version()), **context})


@require_safe
def show_version(request: HttpRequest, number: int) -> HttpResponse:
    """A published version, in force or not."""
    version = get_object_or_404(PolicyVersion.objects.published(), number=number)
    context = {**_page(version), "is_effective": version == effective_version()}
    return render(request, "privacy/policy.html", context)


@require_safe
def list_versions(request: HttpRequest) -> HttpResponse:
    """All published versions, the newest first."""
    language = rendering.language()
    found = PolicyVersion.objects.published().select_related("withdrawal").order_by("-number")
    versions = [
        {
            "version": version,
            "summary": version.said("summary", language),
            "withdrawal": getattr(version, "withdrawal", None),
        }
        for version in found
    ]
    context = {"versions": versions, "effective": effective_version(), "announced": latest_announced()}
    return render(request, "privacy/versions.html", context)


@require_safe
def compare_versions(request: HttpRequest) -> HttpResponse:
    """Any two published versions side by side, with the explanation of each change."""
    published = list(PolicyVersion.objects.published().order_by("number"))
    before, after = (_chosen(request, name, published) for name in ("from", "to"))
    found = differences(before, after, rendering.language()) if before and after else []
    context = {"versions": published, "before": before, "after": after, "differences": found}
    return render(request, "privacy/compare.html", context)


@require_safe
def show_source(request: HttpRequest, number: int) -> HttpResponse:
    """The published text, byte for byte, for whoever wants to compare its hash."""
    version = get_object_or_404(PolicyVersion.objects.published(), number=number)
    if not version.source_en:
        raise Http404
    return HttpResponse(version.source_en.encode(), content_type="text/plain; charset=utf-8")


@login_required
@require_POST
def acknowledge(request: HttpRequest, number: int) -> HttpResponse:
    """The member has read that a version is announced. No consent to anything."""
    get_object_or_404(PolicyVersion.objects.standing(), number=number)
    announcing.acknowledge(number=number, subject_id=request.user.subject_id)  # type: ignore[union-attr]
    return redirect("policy:show_version", number)


def _page(version: PolicyVersion) -> dict[str, object]:
    return rendering.page(version, rendering.language())


def _chosen(request: HttpRequest, name: str, published: list[PolicyVersion]) -> PolicyVersion | None:
    """The version that the address names; nothing named: none. Raises Http404 for what is not published."""
    wanted = request.GET.get(name, "")
    if not wanted:
        return None
    for version in published:
        if str(version.number) == wanted:
            return version
    raise Http404
