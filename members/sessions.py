"""Sessions of a member: a new id after reauthentication, and their end."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from allauth.account.signals import authentication_step_completed
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from members.models import Member


def end_sessions(member: Member) -> int:
    """Sign the member out everywhere: at most one request later nobody is signed in as this member."""
    sessions = list(UserSession.objects.filter(user=member))
    for session in sessions:
        session.end()
    return len(sessions)


def end_sessions_of(*, subject_ids: Collection[UUID]) -> None:
    """Sign these people out everywhere: the sessions themselves lie in a table that does not say whose they are."""
    for member in Member.objects.filter(subject__in=subject_ids, usersession__isnull=False).distinct():
        end_sessions(member)


def forget_ended_sessions() -> int:
    """Delete sessions that are over and what allauth noted about them (address, browser); how many there were."""
    deleted = Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return deleted


def change_key(sender: type, request: HttpRequest, **kwargs: Any) -> None:
    """Give the session a new id after reauthentication, as signing in does (session fixation, ASVS 7.2.4)."""
    if kwargs.get("reauthenticated"):
        before = request.session.session_key
        request.session.cycle_key()
        UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


# allauth offers nothing but a signal for this: the one receiver of the portal.
authentication_step_completed.connect(change_key, dispatch_uid="members.sessions.change_key")
