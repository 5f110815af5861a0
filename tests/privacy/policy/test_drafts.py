"""The officer's way from a draft to an announcement, at the desk; whoever may not, and what may not, is refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from privacy.policy import publishing, services
from privacy.policy.models import (
    Article,
    ChangeNote,
    PolicyActivity,
    PolicyConsignee,
    PolicyItem,
    PolicyRecipient,
    PolicyVersion,
    Remedy,
)
from tests.desk import make_officer, sit_down
from tests.privacy.policy.test_disclosure import declared

pytestmark = pytest.mark.django_db(databases="__all__")
DESK = "/en/admin/privacy_policy"
VERSION = f"{DESK}/policyversion/2"


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    found = declared("messages", "message")
    monkeypatch.setattr(services, "registry", lambda: found)
    monkeypatch.setattr(publishing, "registry", lambda: found)


@pytest.fixture
def desk(client: Client) -> Client:
    """An officer who has just signed in."""
    sit_down(client, make_officer(), "password", "mfa")
    confirm(client)
    return client


def confirm(client: Client) -> None:
    """The password was given again a moment ago."""
    session = client.session
    session[RECORDS] = [{**record, "at": timezone.now().timestamp()} for record in session[RECORDS]]
    session.save()


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def publish(client: Client, **fields: Any) -> Any:
    day = publishing.earliest_effective(PolicyVersion.objects.get(number=2))
    return client.post(f"{VERSION}/publish/", {"number": 2, "effective_at": day.isoformat(), **fields})


def test_a_draft_is_begun_as_a_copy(desk: Client) -> None:
    response = desk.post(f"{DESK}/policyversion/draft/")
    assert response["Location"] == f"{DESK}/policyversion/3/change/"
    assert PolicyVersion.objects.get(number=3).published_at is None
    assert desk.get(f"{DESK}/policyversion/draft/").status_code == 405


def test_the_page_of_a_draft_offers_its_parts_and_says_what_is_missing(desk: Client) -> None:
    assert "Nothing: it can be published." in read(desk, f"{VERSION}/change/")
    ChangeNote.objects.filter(version=2, place="article:4").delete()
    page = read(desk, f"{VERSION}/change/")
    assert "The change at article:4 has no explanation." in page
    assert "/article/?version__number__exact=2" in page
    assert "/remedy/add/?version=2" in page


def test_text_and_officer_of_a_draft_are_edited(desk: Client) -> None:
    version = PolicyVersion.objects.get(number=2)
    names = ("title_ko", "title_en", "summary_ko", "summary_en", "officer_ko", "officer_en", "officer_phone")
    fields = {name: getattr(version, name) for name in names}
    assert desk.post(f"{VERSION}/change/", {**fields, "officer_phone": "02-111-2222"}).status_code == 302
    assert PolicyVersion.objects.get(number=2).officer_phone == "02-111-2222"
    assert desk.post(f"{VERSION}/change/", {**fields, "title_ko": ""}).status_code == 422
    assert desk.post(f"{DESK}/policyversion/1/change/", fields).status_code == 403


def inline(prefix: str, rows: list[dict[str, Any]], initial: int) -> dict[str, Any]:
    found = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    for place, row in enumerate(rows):
        found |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return found


def test_an_article_is_edited_and_gets_another_paragraph(desk: Client) -> None:
    article = Article.objects.get(version=2, number=12)
    blocks = list(article.blocks.all())
    rows = [
        {"id": block.pk, "kind": block.kind, "text_ko": block.text_ko, "text_en": block.text_en} for block in blocks
    ]
    rows[1]["text_en"] = "Edited."
    rows.append({"kind": "paragraph", "text_ko": "새 문단", "text_en": "A new paragraph."})
    fields = {"number": 12, "title_ko": article.title_ko, "title_en": article.title_en}
    address = f"{DESK}/article/{article.pk}/change/"
    assert desk.post(address, {**fields, **inline("blocks", rows, len(blocks))}).status_code == 302
    assert [block.text_en for block in article.blocks.all()][1:] == ["Edited.", "A new paragraph."]
    page = read(desk, f"{VERSION}/preview/")
    assert "A new paragraph." in page


def test_items_of_an_activity_are_added_and_removed(desk: Client) -> None:
    activity = PolicyActivity.objects.get(version=2, code="messages")
    address = f"{DESK}/policyactivity/{activity.pk}/change/"
    names = [field.name for field in PolicyActivity._meta.fields if field.name not in ("id", "version", "position")]
    fields = {name: getattr(activity, name) or "" for name in names if name != "required"}
    items = list(PolicyItem.objects.filter(activity=activity))
    rows: list[dict[str, Any]] = [
        {"id": item.pk, "code": item.code, "label_ko": item.label_ko, "label_en": item.label_en, "origin": item.origin}
        for item in items
    ]
    rows[-1]["DELETE"] = "on"
    rows.append({"code": "voice", "label_ko": "음성", "label_en": "Voice", "origin": "given"})
    assert desk.post(address, {**fields, **inline("items", rows, len(items))}).status_code == 302
    assert set(PolicyItem.objects.filter(activity=activity).values_list("code", flat=True)) == {"message", "voice"}


def test_a_consignee_is_added_and_removed_and_stands_on_the_page(desk: Client) -> None:
    fields = {f"{name}_{code}": "가나다호스팅" for name in ("name", "details") for code in ("ko", "en")}
    page = f"{DESK}/policyconsignee"
    assert desk.get(f"{page}/add/").status_code == 403  # not to any version
    assert desk.get(f"{page}/add/?version=1").status_code == 403
    assert desk.get(f"{page}/add/?version=x").status_code == 403
    desk.post(f"{page}/add/?version=2", fields | {"category_ko": "가", "category_en": "a"})
    added = PolicyConsignee.objects.get(version=2, name_ko="가나다호스팅")
    assert "가나다호스팅" in read(desk, f"{VERSION}/preview/")
    assert desk.post(f"{page}/{added.pk}/delete/", {"post": "yes"}).status_code == 302
    PolicyConsignee.objects.filter(version=2).delete()
    assert "No processing of personal information is consigned." in read(desk, f"{VERSION}/preview/")


def test_recipients_choose_items_of_their_own_version(desk: Client) -> None:
    recipient = PolicyRecipient.objects.get(version=2, code="companies")
    page = read(desk, f"{DESK}/policyrecipient/{recipient.pk}/change/")
    first = PolicyItem.objects.filter(version=1).first()
    second = PolicyItem.objects.get(version=2, activity__code="job_matching", code="name")
    assert first is not None
    assert f'<option value="{second.pk}"' in page
    assert f'<option value="{first.pk}"' not in page


@pytest.mark.parametrize("part", [Article, PolicyActivity, PolicyRecipient, PolicyConsignee, Remedy])
def test_parts_of_a_published_version_are_read_only(desk: Client, part: Any) -> None:
    row = part.objects.filter(version=1).first()
    address = f"{DESK}/{part._meta.model_name}/{row.pk}"
    assert desk.get(f"{address}/change/").status_code == 200
    assert desk.post(f"{address}/change/", {"title_ko": "x"}).status_code == 403
    assert desk.post(f"{address}/delete/", {"post": "yes"}).status_code == 403


def test_the_differences_stand_side_by_side_in_both_languages(desk: Client) -> None:
    page = read(desk, f"{VERSION}/differences/")
    note = ChangeNote.objects.get(version=2, place="article:3")
    assert escape(note.reason_ko) in page
    assert escape(note.reason_en) in page
    for words in ("제26조", "Article 26", "처리 업무: 메시지", "Activity: Messages", "<ins>", "<del>"):
        assert words in page


def test_publishing_asks_for_the_password_the_number_and_the_day(desk: Client) -> None:
    day = publishing.earliest_effective(PolicyVersion.objects.get(number=2))
    assert publish(desk, number=3).status_code == 422
    too_early = publish(desk, effective_at=(day - timedelta(days=1)).isoformat())
    assert too_early.status_code == 422
    assert day.isoformat() in too_early.content.decode()
    assert PolicyVersion.objects.get(number=2).published_at is None
    assert publish(desk).status_code == 302
    assert services.latest_announced() is not None
    assert publish(desk).status_code == 422  # a second press


def test_an_old_sign_in_publishes_nothing(client: Client) -> None:
    officer = make_officer()
    officer.set_password("correct horse battery staple 9")
    officer.save()
    sit_down(client, officer)
    response = publish(client)
    assert response.status_code == 302
    assert "reauthenticate" in response["Location"]
    assert PolicyVersion.objects.get(number=2).published_at is None


def test_withdrawing_is_recorded_and_shown(desk: Client) -> None:
    assert desk.post(f"{VERSION}/withdraw/", {"reason": "A draft cannot be."}).status_code == 422
    publish(desk)
    assert "Announced" in read(desk, "/en/privacy/versions/")
    assert desk.post(f"{VERSION}/withdraw/", {"reason": ""}).status_code == 422
    assert desk.post(f"{VERSION}/withdraw/", {"reason": "A mistake in article 4."}).status_code == 302
    page = read(desk, "/en/privacy/versions/")
    assert "A mistake in article 4." in page
    assert "withdrawn before it took effect" in page
    assert "A mistake in article 4." in read(desk, "/en/privacy/versions/2/")
    assert desk.post(f"{VERSION}/withdraw/", {"reason": "Once more."}).status_code == 422


def test_staff_without_the_right_decides_nothing(client: Client) -> None:
    staff = make_officer("reader", is_superuser=False)
    staff.user_permissions.add(*Permission.objects.filter(codename__in=["view_policyversion", "view_remedy"]))
    sit_down(client, staff)
    confirm(client)
    assert client.get(f"{VERSION}/change/").status_code == 200
    assert client.get(f"{VERSION}/preview/").status_code == 200
    for path in ("2/publish/", "2/withdraw/", "draft/"):
        assert client.post(f"{DESK}/policyversion/{path}").status_code == 403
    assert client.post(f"{VERSION}/change/", {"title_ko": "x"}).status_code == 200
    assert client.get(f"{DESK}/remedy/add/?version=2").status_code == 403
    assert PolicyVersion.objects.get(number=2).title_ko != "x"


def test_a_version_that_is_not_there(desk: Client) -> None:
    for path in ("preview", "differences", "publish", "withdraw"):
        assert desk.get(f"{DESK}/policyversion/77/{path}/").status_code == 404


def test_lists_cost_a_bounded_number_of_queries(
    desk: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for page, most in (("article", 12), ("policyactivity", 12), ("policyrecipient", 12), ("changenote", 12)):
        with django_assert_max_num_queries(most):
            read(desk, f"{DESK}/{page}/?version__number__exact=2")
    with django_assert_max_num_queries(70):
        read(desk, f"{VERSION}/differences/")
