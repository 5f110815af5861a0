"""Article 3: the page names the consignees of the record; a consignee's account opens nothing personal."""

import pytest
from django.test import Client

from members.choices import MemberKind
from privacy.audit.models import AccessEvent
from privacy.policy.models import PolicyConsignee
from privacy.provision.models import Provision
from recruitment.applications.models import Application
from resumes.models import Resume
from tests.articles.people import signed_in
from tests.matrix.roles import address, routes
from tests.people import make_member
from tests.privacy.policy.test_pages import announce

pytestmark = pytest.mark.django_db


def test_article_03_the_page_names_who_stands_in_the_record(client: Client) -> None:
    row = PolicyConsignee.objects.get(version=2)
    row.pk, row.position = None, 99
    row.name_ko = row.name_en = "Backup Keepers Ltd."
    row.save(force_insert=True)
    announce(days=0)
    for prefix in ("", "/en"):
        page = client.get(f"{prefix}/privacy/").content.decode()
        assert "Visionmeet Co." in page
        assert "Backup Keepers Ltd." in page
    assert "Backup Keepers" not in client.get("/privacy/versions/1/").content.decode()


def test_article_03_a_consignee_opens_nothing_personal(application: Application) -> None:
    consignee = signed_in(make_member("engineer", MemberKind.CONSIGNEE))
    person = [application.pk, application.subject_id, Resume.objects.get().pk]
    nobody = address("<uuid:x>").strip("/")
    for route in {address(each) for each in routes()}:
        if "logout" in route:
            continue
        for each in person:
            answer = consignee.get(route.replace(nobody, str(each)))
            text = b"" if answer.streaming else answer.content
            for value in ("이서연", "누리시스템", "seoyeon@mail.example"):
                assert value not in text.decode(errors="replace"), route
    assert not Provision.objects.exists()
    assert not AccessEvent.objects.filter(subject_id=application.subject_id, granted=True).exists()
