"""Article 10: the institutions stay as published; how they are reached today comes from the register beside them."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from members.models import Member
from privacy.policy.models import CurrentContact, Remedy
from privacy.rights.choices import Ground, RequestKind
from tests.articles.people import signed_in
from tests.privacy.rights.requesting import answer_as, asked

pytestmark = pytest.mark.django_db


def test_article_10_published_institutions_stay_and_the_current_contact_follows_the_register(client: Client) -> None:
    with pytest.raises(IntegrityError, match="published"), transaction.atomic():
        Remedy.objects.filter(version=1).update(phone="0000")
    first = CurrentContact.objects.order_by("position")[0]
    CurrentContact.objects.filter(pk=first.pk).update(phone="1999-0118")
    for path in ("/privacy/", "/en/privacy/", "/privacy/versions/1/"):
        page = client.get(path).content.decode()
        for remedy in Remedy.objects.filter(version=1):
            assert remedy.phone in page
        assert "1999-0118" in page


def test_article_10_whoever_is_refused_is_told_where_to_go_next(alice: Member) -> None:
    request = asked(alice, RequestKind.ACCESS)
    answer_as("refused", request, text="다른 사람의 이익을 해칠 수 있습니다.", ground=Ground.ACCESS_HARM)
    page = signed_in(alice).get(reverse("rights:show_request", args=[request.pk])).content.decode()
    assert str(Ground.ACCESS_HARM.label) in page
    contacts = list(CurrentContact.objects.all())
    assert contacts
    assert all(contact.phone in page for contact in contacts)
