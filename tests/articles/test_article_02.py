"""Article 2: to a company only with a consent to this company; ended in the request that takes it back; on record."""

import pytest
from django.urls import reverse

from corporate.models import Company
from members.choices import MemberKind
from members.models import Member
from privacy.provision.models import Provision
from recruitment.applications.models import Application
from recruitment.postings.models import Posting
from tests.articles.people import listed, opened, signed_in
from tests.people import make_company, make_member, make_posting

pytestmark = pytest.mark.django_db
LEDGER = "/me/privacy/disclosures/"


def test_article_02_nothing_reaches_a_company_without_a_consent_to_this_company(
    alice: Member, bob: Member, posting: Posting
) -> None:
    eve = make_member("owner-eve", MemberKind.CORPORATE)
    other: Company = make_company(eve, name="다른회사", registration_number="220-81-62517")
    seeker, resume = signed_in(alice), alice.subject_id
    screen = seeker.get(reverse("apply", args=[posting.pk]))
    chosen = {"resume": screen.context["form"].fields["resume"].initial}
    assert seeker.post(reverse("apply", args=[posting.pk]), chosen).status_code == 422
    another = seeker.get(reverse("apply", args=[make_posting(other).pk])).context["form"]
    stolen = {**chosen, "consent": another.fields["consent"].widget.token}
    assert seeker.post(reverse("apply", args=[posting.pk]), stolen).status_code == 422, "the consent to another company"
    assert not Application.objects.exists()
    sent = {**chosen, "consent": screen.context["form"].fields["consent"].widget.token}
    assert seeker.post(reverse("apply", args=[posting.pk]), sent).status_code == 302
    application = Application.objects.get(subject=resume)
    assert opened(bob, application)[0] == 200
    assert opened(eve, application)[0] == 404
    assert "이서연" not in listed(eve)
    assert set(Provision.objects.values_list("recipient", flat=True)) == {posting.company_id}


def test_article_02_the_ledger_shows_it_and_taking_it_back_ends_it_in_that_request(
    alice: Member, bob: Member, application: Application
) -> None:
    company = application.posting.company
    assert opened(bob, application)[0] == 200
    seeker = signed_in(alice)
    line = Provision.objects.openings().get()
    shown = seeker.get(f"{LEDGER}{line.pk}/").content.decode()
    for words in (company.name, application.posting.title, "학력", "채용"):
        assert words in shown
    assert company.name in seeker.get(LEDGER).content.decode()
    assert seeker.post(f"{LEDGER}{company.pk}/recall/").status_code == 302
    assert opened(bob, application)[0] == 403
    assert "이서연" not in listed(bob)
    assert company.name in seeker.get(LEDGER).content.decode(), "that it was given stays on record"
