"""Everybody who may ask for an address, signed in as in real life; and every address that the portal answers."""

import re
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from impix.officer import ensure_officer_group
from members.choices import MemberKind
from members.models import Member
from tests.members.people import make_member

METHODS = ("GET", "HEAD", "POST")
ROLES: dict[str, MemberKind | None] = {
    "anonymous": None,
    "seeker": MemberKind.INDIVIDUAL,
    "recruiter": MemberKind.CORPORATE,
    "agency": MemberKind.AGENCY,
    "consignee": MemberKind.CONSIGNEE,
    "staff": MemberKind.STAFF,
    "officer": MemberKind.STAFF,
}
# Nothing has these names: what exists is the business of each room's own tests.
EXAMPLES = {"uuid": str(UUID(int=0)), "int": "999999999", "path": "0", "slug": "nothing", "str": "nothing"}
GROUPS = {"uidb36": "0", "key": "x", "app_label": "privacy_audit", "url": "nothing"}


def routes(resolver: Any = None, prefix: str = "") -> Iterator[str]:
    """Every pattern of the URL configuration, the admin's among them."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route or "/"


def address(route: str) -> str:
    """An address that the pattern answers."""
    route = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda match: GROUPS[match.group(1)], route)
    route = re.sub(r"<(\w+):\w+>", lambda match: EXAMPLES[match.group(1)], route)
    return "/" + re.sub(r"[\^$]|\\Z", "", route).lstrip("/")


def member_of(role: str) -> Member | None:
    """The member behind a role."""
    kind = ROLES[role]
    if kind is None:
        return None
    member = make_member(role, kind)
    if role == "officer":
        member.groups.add(ensure_officer_group())
    return member


def sign_in(client: Client, member: Member | None) -> None:
    """As after password and second factor."""
    if member is not None:
        client.force_login(member)
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
        session["account_authentication_methods_user"] = str(member.pk)
        session.save()
