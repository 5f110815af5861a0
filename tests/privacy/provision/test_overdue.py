"""A confirmation that does not come reaches the officer, under its reference number, also when the person is gone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from impix.officer import ensure_officer_group
from privacy.clocks import DAYS_TO_CONFIRM_DELETION
from privacy.provision.access_ends import today
from privacy.provision.choices import RecipientKind
from privacy.provision.models import AccessEnd, Recipient
from privacy.subjects.services import create_subject
from privacy.subjects.uuids import uuid7
from tests.desk import cards_of, sit_down
from tests.people import make_member

pytestmark = pytest.mark.django_db

LIST = "/admin/privacy_provision/accessend/"


@pytest.fixture
def officer(client: Client) -> Client:
    member = make_member("officer-dana", "staff", is_staff=True)
    member.groups.add(ensure_officer_group())
    sit_down(client, member)
    return client


def ended(confirm_by_in: int) -> AccessEnd:
    recipient = Recipient.objects.create(id=uuid7(), kind=RecipientKind.COMPANY, name="한빛소프트")
    gone = create_subject()
    gone.destroyed_at = timezone.now()
    gone.save()
    last_day = today() + timedelta(days=confirm_by_in)
    return AccessEnd.objects.create(
        subject=gone, recipient=recipient, activity="provision_companies", copy=uuid7(), because="left",
        confirm_by=last_day,
    )  # fmt: skip


def test_what_is_overdue_stands_on_the_first_page_and_in_the_list(officer: Client) -> None:
    late, early = ended(-1), ended(0)
    assert [card.is_alarm for card in cards_of(officer, "privacy_provision")] == [True]
    page = officer.get(LIST, {"confirmation": "overdue"}).content.decode()
    assert late.reference in page
    assert early.reference not in page
    page = officer.get(LIST, {"confirmation": "outstanding"}).content.decode()
    assert late.reference in page
    assert early.reference in page


def test_what_was_confirmed_or_is_not_due_yet_alarms_nobody(officer: Client) -> None:
    late = ended(-1)
    late.confirm(create_subject().pk)
    late.save()
    ended(DAYS_TO_CONFIRM_DELETION)
    assert cards_of(officer, "privacy_provision") == []
    assert late.reference in officer.get(LIST, {"confirmation": "confirmed"}).content.decode()
