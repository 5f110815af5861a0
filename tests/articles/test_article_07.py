"""Article 7: access is a right of few, every reading is on record and cannot be falsified, values are encrypted."""

import os

import environ
import pytest
from django.db import connection
from django.urls import reverse

from corporate.models import CompanyMembership
from members.choices import MemberKind
from members.models import Member
from privacy.audit.models import AccessEvent
from recruitment.applications.models import Application
from tests.articles.people import opened, signed_in
from tests.people import make_member

pytestmark = pytest.mark.django_db
LOGS = ("privacy_audit_accessevent", "privacy_provision_provision", "privacy_consent_consentevent")


def test_article_07_only_who_has_the_right_reads_and_each_reading_is_on_record(
    bob: Member, application: Application
) -> None:
    assert opened(bob, application)[0] == 200
    event = AccessEvent.objects.filter(subject_id=application.subject_id, action="view").latest("seq")
    assert (event.actor_id, event.actor_kind, event.granted) == (bob.pk, "corporate", True)
    assert {"name", "career"} <= set(event.items)
    CompanyMembership.objects.filter(subject=bob.subject_id).update(opens_applications=False)
    assert opened(bob, application)[0] == 404, "nothing personal by ownership alone"
    staff = signed_in(make_member("staff-sue", MemberKind.STAFF, is_staff=True))
    assert staff.get(reverse("show_applicant", args=[application.pk])).status_code == 404
    assert staff.get("/admin/privacy_audit/accessevent/").status_code in (302, 403), "staff without the right"


@pytest.mark.parametrize("variable", ["DATABASE_URL", "WORKER_DATABASE_URL"])
@pytest.mark.parametrize("log", LOGS)
def test_article_07_neither_web_nor_worker_can_change_a_log(log: str, variable: str) -> None:
    role = environ.Env.db_url_config(os.environ[variable])["USER"]
    rights = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join("has_table_privilege(%s, %s, %s)" for _ in rights), [
            value for right in rights for value in (role, log, right)
        ])  # fmt: skip
        assert dict(zip(rights, cursor.fetchone(), strict=True)) == {
            "INSERT": True, "UPDATE": False, "DELETE": False, "TRUNCATE": False,
        }  # fmt: skip


def test_article_07_the_database_holds_no_readable_value(application: Application) -> None:
    with connection.cursor() as cursor:
        for table in ("resumes_resume", "resumes_career", "recruitment_applications_application"):
            cursor.execute(f"SELECT convert_from(convert_to(t::text, 'UTF8'), 'UTF8') FROM {table} t")  # noqa: S608
            rows = " ".join(row[0] for row in cursor.fetchall())
            assert rows
            for value in ("이서연", "누리시스템", "010-2345-6789", "1994-03-02", "이서연".encode().hex()):
                assert value not in rows
