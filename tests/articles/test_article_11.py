"""Article 11: a version has its day; members are told before it, and every version can be read and compared after."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils.html import strip_tags

from members.models import Member
from privacy.policy import announcing
from privacy.subjects.models import DataSubject
from tests.articles.people import signed_in
from tests.members.letters import letters
from tests.privacy.policy.test_loading import PUBLISHED
from tests.privacy.policy.test_pages import announce

pytestmark = pytest.mark.django_db


def test_article_11_members_are_told_before_and_every_version_stays(
    client: Client, alice: Member, time_machine: Any
) -> None:
    EmailAddress.objects.create(user=alice, email="alice@mail.example", verified=True, primary=True)
    DataSubject.objects.filter(pk=alice.subject_id).update(created_at="2026-01-01T00:00:00Z")
    announce(days=30)
    announcing.tell_members()
    (letter,) = letters("alice@mail.example")
    assert "/privacy/versions/2/" in letter["text"]
    assert "policy_banner" in signed_in(alice).get("/me/").context
    assert signed_in(alice).get("/me/").context["policy_banner"].number == 2
    assert PUBLISHED in client.get("/privacy/").content.decode(), "version 1 until that day"
    compared = strip_tags(client.get("/privacy/versions/compare/?from=1&to=2").content.decode())
    assert "희망 근무지역" in compared

    time_machine.move_to(datetime.now(UTC) + timedelta(days=31))
    page = client.get("/privacy/").content.decode()
    assert PUBLISHED not in page
    assert "/privacy/versions/" in page
    old = client.get("/privacy/versions/1/").content.decode()
    assert PUBLISHED in old
    assert 'datetime="2020-03-16"' in old
