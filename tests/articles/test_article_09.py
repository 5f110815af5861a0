"""Article 9: whoever is in charge is reached from every page, and is who the record says."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from members.models import Member
from privacy.policy.models import PolicyVersion
from privacy.rights.models import RightsRequest
from tests.articles.people import signed_in
from tests.privacy.policy.test_pages import announce
from tests.privacy.rights.requesting import ANSWER, dana, desk, page_of

__all__ = ["dana", "desk"]
pytestmark = pytest.mark.django_db


def test_article_09_the_officer_is_one_step_from_every_page(client: Client, alice: Member) -> None:
    policy = reverse("policy:show_policy")
    for path in ("/", "/jobs/", "/join/", "/login/", "/nowhere/", "/privacy/cookies/", "/privacy/destruction/"):
        assert f'class="policy-link" href="{policy}"' in client.get(path).content.decode()
    for path in ("/me/", "/me/privacy/", "/me/privacy/consents/", "/me/resumes/"):
        assert f'class="policy-link" href="{policy}"' in signed_in(alice).get(path).content.decode()
    page = client.get(policy).content.decode()
    assert "이상호" in page
    assert "02-745-8324" in page


def test_article_09_a_new_officer_stands_there_from_the_day_of_the_version(client: Client) -> None:
    PolicyVersion.objects.filter(number=2).update(officer_ko="홍보호", officer_en="Hong Bo-ho", officer_phone="02-1-2")
    announce(days=7)
    assert "홍보호" not in client.get("/privacy/").content.decode()
    assert "홍보호" in client.get("/privacy/versions/2/").content.decode()


def test_article_09_a_new_officer_is_in_force_with_it(client: Client) -> None:
    PolicyVersion.objects.filter(number=2).update(officer_ko="홍보호", officer_en="Hong Bo-ho", officer_phone="02-1-2")
    announce(days=0)
    for prefix, name in (("", "홍보호"), ("/en", "Hong Bo-ho")):
        page = client.get(f"{prefix}/privacy/").content.decode()
        assert name in page
        assert "02-1-2" in page


def test_article_09_what_is_asked_reaches_the_officer_and_is_answered(alice: Member, desk: Client) -> None:
    member = signed_in(alice)
    wish = {"kind": "access", "wish": "누가 내 이력서를 보았습니까?", "token": str(uuid4())}
    assert member.post("/me/privacy/requests/new/", wish).status_code == 302
    request = RightsRequest.objects.get(subject=alice.subject_id)
    assert request.number in desk.get(reverse("admin:privacy_rights_rightsrequest_changelist")).content.decode()
    assert wish["wish"] in desk.get(page_of(request)).content.decode()
    assert desk.post(page_of(request), ANSWER).status_code == 302
    answer = member.get(reverse("rights:show_request", args=[request.pk])).content.decode()
    assert ANSWER["text"] in answer
