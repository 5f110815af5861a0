"""Who may act for a company: read from the database at every request, never from the session."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from corporate.models import CompanyMembership
from members.choices import MemberKind
from members.models import Member

View = Callable[..., HttpResponse]


def corporate_member(request: HttpRequest) -> Member:
    """The corporate member who asks; for anybody else these pages do not exist."""
    member = request.user
    if not isinstance(member, Member) or member.kind != MemberKind.CORPORATE:
        raise Http404
    return member


def membership_of(member: Member) -> CompanyMembership | None:
    """For which company a member acts now, if for any."""
    return CompanyMembership.objects.current().of(member.subject_id).first()


def acting_for_a_company(view: View) -> View:
    """Give the view the membership of the member who asks; one without a company is asked to register it first."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        membership = membership_of(corporate_member(request))
        if membership is None:
            return redirect("company_profile")
        return view(request, membership, *args, **kwargs)

    return guarded
