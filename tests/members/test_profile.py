"""What a member states at joining: stored with its consents or not at all, read and corrected by herself alone."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from impix import demo
from members import services, tasks
from members.choices import MemberKind
from members.exceptions import TermsAltered
from members.models import Member, MemberProfile, SignInRecord, TermsAcceptance, TermsVersion
from members.services import Joining, register_member
from members.terms import load_terms, terms_for
from privacy.consent import services as consents
from privacy.consent.exceptions import StaleNotice
from privacy.consent.models import ConsentEvent
from privacy.consent.questions import Answer
from privacy.policy.models import PolicyItem
from privacy.policy.services import relax_item
from privacy.subjects.models import DataSubject, Processing
from privacy.subjects.opening import open_own, scope
from privacy.subjects.services import fence
from tests.databases import signed_in_as
from tests.members.joining import CORPORATE, INDIVIDUAL, ITEMS, join, prove
from tests.members.people import PASSWORD, make_member

pytestmark = pytest.mark.django_db


def stated(member: Member) -> dict[str, str]:
    """The member's profile, opened."""
    with scope():
        found = MemberProfile.objects.get(subject=member.subject_id)
        open_own([found], member.subject_id)
        return {name: getattr(found, name) for name in ("name", "mobile", "region_code", "postcode")}


def test_joining_stores_items_consent_and_terms_together(client: Client) -> None:
    prove(client)
    join(client, CORPORATE)
    member = Member.objects.get()
    assert stated(member) == {
        "name": "김하늘", "mobile": "010-1234-5678", "region_code": "1114", "postcode": "03925",
    }  # fmt: skip
    event = ConsentEvent.objects.get(subject=member.subject_id)
    assert (event.activity, event.kind, event.language) == ("membership", "given", "ko")
    processing = Processing.objects.get(subject=member.subject_id)
    assert (processing.activity, processing.basis_event, processing.until) == ("membership", event.pk, event.until)
    accepted = TermsAcceptance.objects.get(subject=member.subject_id)
    assert (accepted.version.kind, accepted.version.number, accepted.language) == ("corporate", 1, "ko")
    assert MemberProfile.objects.get(mobile_index="+82 10 1234 5678").subject_id == member.subject_id


def test_nothing_of_it_can_be_read_in_the_database(client: Client) -> None:
    prove(client)
    join(client)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t::text FROM members_memberprofile t UNION ALL SELECT t::text FROM members_signinrecord t"
        )
        rows = " ".join(row for (row,) in cursor.fetchall())
    for value in ("김하늘", "하늘", "female", "1234-5678", "월드컵북로", "03925", "127.0.0.1"):
        assert value not in rows
        assert value.encode().hex() not in rows


def test_the_form_shows_the_points_of_the_notice_beside_unticked_boxes(client: Client) -> None:
    prove(client)
    page = client.get(INDIVIDUAL).content.decode()
    assert page.count('type="checkbox"') == 3
    assert "checked" not in page
    for point in ("수집·이용 목적", "수집 항목", "보유·이용 기간", "거부할 권리와 불이익", "개인회원 이용약관"):
        assert point in page


def test_what_the_officer_relaxed_may_be_left_out(client: Client) -> None:
    for code in ("gender", "address"):
        item = PolicyItem.objects.get(activity__version=1, activity__code="membership", code=code)
        relax_item(item=item, reason="Not needed to match anybody.", officer=uuid4())
    prove(client)
    assert join(client, gender="", region="", address_line="", postcode="").status_code == 302
    assert stated(Member.objects.get())["region_code"] == ""


def test_sejong_has_no_districts_and_can_be_chosen(client: Client) -> None:
    prove(client)
    assert join(client, region="36").status_code == 302


def test_a_policy_of_a_moment_ago_leaves_nothing_behind() -> None:
    question = consents.ask(activity="membership", language="ko")
    used = Answer(type(question)(question.notice, after_seq=3), ticked=True)
    joining = Joining({"name": "김하늘"}, used, terms_for(MemberKind.INDIVIDUAL))
    with pytest.raises(StaleNotice):
        register_member(
            login_id="newcomer", password=PASSWORD, kind=MemberKind.INDIVIDUAL, language="ko",
            email="new@example.org", joining=joining,
        )  # fmt: skip
    assert not Member.objects.exists()
    assert not DataSubject.objects.exists()


def test_a_member_reads_and_corrects_her_own_items(client: Client) -> None:
    prove(client)
    join(client)
    page = client.get("/me/profile/").content.decode()
    assert all(value in page for value in ("김하늘", "010-1234-5678", "월드컵북로 400", "newcomer"))
    assert client.post("/me/profile/", {**ITEMS, "mobile": "010 9999 8888"})["Location"] == "/me/profile/"
    assert stated(Member.objects.get())["mobile"] == "010-9999-8888"
    refused = client.post("/me/profile/", {**ITEMS, "name": "", "mobile": "010 1111 2222"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["name"])
    assert stated(Member.objects.get())["mobile"] == "010-9999-8888"


def test_nobody_else_reads_them(client: Client) -> None:
    prove(client)
    join(client)
    other = Client()
    assert other.get("/me/profile/")["Location"] == "/login/?next=/me/profile/"
    other.force_login(make_member("outsider"))
    assert "김하늘" not in other.get("/me/profile/").content.decode()
    other.force_login(make_member("officer9", MemberKind.STAFF))
    assert other.get("/me/profile/").status_code == 404


def test_signing_in_is_noted_and_forgotten_after_three_months(client: Client, time_machine: Any) -> None:
    member = make_member("seeker1")
    client.post("/login/", {"login": "seeker1", "password": PASSWORD})
    client.post("/login/", {"login": "seeker1", "password": "wrong"})
    with scope():
        record = SignInRecord.objects.get(subject=member.subject_id)
        open_own([record], member.subject_id)
        assert record.ip == "127.0.0.1"
    time_machine.move_to(record.at + timedelta(days=85))
    assert services.forget_sign_ins() == 0
    time_machine.move_to(record.at + timedelta(days=94))
    assert tasks.forget_sign_ins() == 1


def test_who_is_being_destroyed_does_not_sign_in(client: Client) -> None:
    member = make_member("seeker1")
    fence(subject_ids=[member.subject_id], activity="membership", batch_id=uuid4())
    response = client.post("/login/", {"login": "seeker1", "password": PASSWORD})
    assert response["Location"] == "/login/locked/"
    assert client.get("/me/").status_code == 302


def test_the_terms_are_public_in_both_languages(client: Client) -> None:
    page = client.get("/terms/").content.decode()
    assert "개인회원 이용약관" in page
    assert "개인정보 보호법 제19조" in page
    english = client.get("/en/terms/").content.decode()
    assert "Terms of use for corporate members" in english
    assert "destroys without delay" in english
    assert 'href="/terms/"' in client.get("/").content.decode()


@pytest.mark.parametrize("kind", [MemberKind.INDIVIDUAL, MemberKind.CORPORATE])
def test_both_languages_say_as_much(kind: MemberKind) -> None:
    articles = {language: said["articles"] for language, said in terms_for(kind).content.items()}
    lengths = {language: [len(article["paragraphs"]) for article in said] for language, said in articles.items()}
    assert lengths["ko"] == lengths["en"]


@pytest.mark.usefixtures("committed_db")
def test_what_was_accepted_cannot_change_under_its_number(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with signed_in_as("owner"):
        assert load_terms() == 0
    altered = '{"kind": "individual", "number": 1, "effective_on": "2026-01-01", "content": {"ko": {}, "en": {}}}'
    (tmp_path / "individual-1.json").write_text(altered)
    monkeypatch.setattr("members.terms.FOLDER", tmp_path)
    with signed_in_as("owner"), pytest.raises(TermsAltered):
        load_terms()
    assert TermsVersion.objects.count() == 2


def test_the_demo_members_joined_as_everybody_does(settings: Any) -> None:
    settings.EMBEDDED = True
    call_command("seed_demo", accounts_only=True, verbosity=0)
    seeker = Member.objects.get(login_id="seeker")
    assert stated(seeker)["name"] == "이서연"
    assert consents.is_given(subject_id=seeker.subject_id, activity="membership")
    assert TermsAcceptance.objects.filter(subject=seeker.subject_id).exists()
    demo.seed(accounts_only=True)
    assert MemberProfile.objects.count() == 2
    assert datetime.now(UTC) > Member.objects.get(login_id="officer").joined_at


@pytest.mark.parametrize("kind", [MemberKind.INDIVIDUAL, MemberKind.CORPORATE])
def test_every_next_step_leads_somewhere(client: Client, kind: MemberKind) -> None:
    client.force_login(make_member("somebody", kind))
    links = set(re.findall(r'class="card link-card" href="([^"]+)"', client.get("/").content.decode()))
    assert links < set(re.findall(r'class="card link-card" href="([^"]+)"', client.get("/me/").content.decode()))
    assert {path: client.get(path, follow=True).status_code for path in links} == dict.fromkeys(links, 200)
