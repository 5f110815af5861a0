"""A reading and a recall at the same moment: whichever is committed first decides, and no reading follows a recall."""

from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from members.choices import MemberKind
from members.models import Member
from privacy.audit import services as audit
from privacy.provision import services
from privacy.provision.models import AccessEnd, Provision
from privacy.subjects.opening import scope
from recruitment.applications.models import Application
from recruitment.applications.services import withdraw_application
from tests.people import apply_to, make_company, make_member, make_posting, make_resume

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bob() -> Member:
    return make_member("owner-bob", MemberKind.CORPORATE)


@pytest.fixture
def application(bob: Member) -> Application:
    with scope():
        return apply_to(make_posting(make_company(bob)), make_resume(make_member("alice")))


@pytest.fixture
def reading(bob: Member) -> Client:
    client = Client()
    client.force_login(bob)
    return client


@pytest.fixture
def second_connection() -> Iterator[list[Thread]]:
    threads: list[Thread] = []
    yield threads
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()


def run(work: Any) -> None:
    try:
        work()
    finally:
        connections.close_all()


def recall(application: Application) -> None:
    with scope():
        withdraw_application(application=application)


def test_no_reading_is_granted_after_a_recall_that_came_between(
    reading: Client, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The view has found the application and is about to be granted it; the recall commits; the view is denied."""
    granted = audit.disclose

    def late(*args: Any, **kwargs: Any) -> Any:
        thread = Thread(target=run, args=[lambda: recall(application)])
        thread.start()
        thread.join(20)
        return granted(*args, **kwargs)

    monkeypatch.setattr(audit, "disclose", late)
    page = reading.get(reverse("show_applicant", args=[application.pk]))
    assert page.status_code == 403
    assert "이서연" not in page.content.decode()
    assert (AccessEnd.objects.count(), Provision.objects.count()) == (1, 0)


def test_a_recall_waits_for_a_reading_that_is_being_written_down(
    reading: Client, application: Application, second_connection: list[Thread], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reading came first: it is in the ledger before the recall takes effect, so the company has to confirm."""
    held, write = Event(), services._write

    def slow(*args: Any) -> None:
        write(*args)
        if not held.is_set():
            held.set()
            second_connection.append(Thread(target=run, args=[lambda: recall(application)]))
            second_connection[0].start()
            second_connection[0].join(1)
            assert second_connection[0].is_alive(), "the recall waits"

    monkeypatch.setattr(services, "_write", slow)
    reading.get(reverse("show_applicant", args=[application.pk]))
    second_connection[0].join(20)
    assert AccessEnd.objects.get().is_unconfirmed
    assert reading.get(reverse("show_applicant", args=[application.pk])).status_code == 403
