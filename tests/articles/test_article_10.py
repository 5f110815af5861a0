"""Article 10: the institutions stay as published; how they are reached today comes from the register beside them."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from privacy.policy.models import CurrentContact, Remedy

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
