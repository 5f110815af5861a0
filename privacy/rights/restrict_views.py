"""The pages on which a member stops the use of her data, and lets it go on (rule 28)."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from privacy.audit.actors import ActorKind, actor_of
from privacy.rights.choices import Act
from privacy.rights.models import RightsAct
from privacy.rights.restriction import lift, restrict
from privacy.subjects.services import restricted_since


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def restriction(request: HttpRequest) -> HttpResponse:
    """What restricting does, one tap to do it, and what was done before."""
    subject_id = seeker_of(request)
    if request.method == "POST":
        if restrict(subject_id=subject_id):
            messages.success(request, _("From now on nobody is shown anything about you."))
        return redirect("rights:restriction")
    context = {
        "since": restricted_since(subject_id),
        "acts": RightsAct.objects.of(subject_id).filter(kind__in=[Act.RESTRICTED, Act.LIFTED])[:50],
    }
    return TemplateResponse(request, "privacy_rights/restriction.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
@never_cache
def lift_restriction(request: HttpRequest) -> HttpResponse:
    """Let the data be used again, once it is clear who asks: also who does not seek work may have asked to stop."""
    member: Any = request.user
    if request.method != "POST" and restricted_since(member.subject_id) is not None:
        return TemplateResponse(request, "privacy_rights/lift_restriction.html")
    if request.method == "POST" and lift(subject_id=member.subject_id):
        messages.success(request, _("Your data are used again, and companies see your open applications."))
    return redirect("rights:restriction" if actor_of(request).kind == ActorKind.INDIVIDUAL else "rights:overview")


def seeker_of(request: HttpRequest) -> Any:
    """The member whose data others could be shown: nobody looks for a recruiter or for staff."""
    if actor_of(request).kind != ActorKind.INDIVIDUAL:
        raise PermissionDenied
    member: Any = request.user
    return member.subject_id
