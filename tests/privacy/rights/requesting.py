"""People who ask, and an officer who answers."""

import time
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from impix.officer import ensure_officer_group
from members.choices import MemberKind
from members.models import Member
from privacy.audit.actors import Actor, ActorKind
from privacy.rights.choices import RequestKind, RequestState
from privacy.rights.models import RightsRequest
from privacy.rights.requests import Decision, Wish, decide, submit
from tests.desk import sit_down
from tests.people import make_member

ANSWER = {"outcome": "granted", "text": "처리하였습니다 qx7.", "ground": ""}
WISH = "전화번호를 삭제해 주세요 zq9"


def somebody(login_id: str, kind: MemberKind = MemberKind.INDIVIDUAL, *, email: str | None = None) -> Member:
    member = make_member(login_id, kind)
    if email != "":
        address = email or f"{login_id}@example.org"
        EmailAddress.objects.create(user=member, email=address, verified=True, primary=True)
    return member


@pytest.fixture
def alice() -> Member:
    return somebody("alice")


@pytest.fixture
def dana() -> Member:
    """The privacy officer."""
    member = make_member("officer-dana", MemberKind.STAFF, is_staff=True)
    member.groups.add(ensure_officer_group())
    EmailAddress.objects.create(user=member, email="dana@example.org", verified=True, primary=True)
    return member


def asked(member: Member, kind: RequestKind = RequestKind.DELETION, **more: Any) -> RightsRequest:
    wish = Wish(kind=kind, text=WISH, token=uuid4(), **more)
    return submit(subject_id=member.subject_id, wish=wish)


def answer_as(
    outcome: str,
    request: RightsRequest | None,
    *,
    text: str = "처리하였습니다.",
    ground: str = "",
    effect: str = "",
    until: date | None = None,
) -> RightsRequest:
    """What the officer decides, without the desk."""
    assert request is not None
    decision = Decision(RequestState(outcome), text, ground, effect, until)
    return decide(request_id=request.pk, decision=decision, by=Actor(ActorKind.STAFF, uuid4()))


@pytest.fixture
def desk(dana: Member) -> Client:
    client = Client()
    sit_down(client, dana)
    prove(client, time.time())
    return client


def prove(client: Client, at: float) -> None:
    """Password and second factor, given again at this time."""
    session = client.session
    session[RECORDS] = [{"method": name, "at": at, "reauthenticated": True} for name in ("password", "mfa")]
    session.save()


def page_of(request: RightsRequest) -> str:
    return reverse("admin:privacy_rights_rightsrequest_answer", args=[request.pk])
