"""A look of the agency and the end of its access at the same moment: whichever is committed first decides."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from members.models import Member
from privacy.audit import services as audit
from privacy.inquiries.agency import AGENCY
from privacy.inquiries.models import Inquiry
from privacy.inquiries.services import close_inquiry
from privacy.provision import services
from privacy.provision.models import Provision
from privacy.rights.consenting import withdraw_consent
from tests.privacy.inquiries.world import LISTED, ask, make_asker, make_counsellor

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.django_db(transaction=True)]


def withdraw(inquiry: Inquiry) -> None:
    withdraw_consent(subject_id=inquiry.subject_id, activity="provision_agency", recipient_id=AGENCY)


def close(inquiry: Inquiry) -> None:
    close_inquiry(inquiry_id=inquiry.pk, subject_id=inquiry.subject_id)


def elsewhere(work: Callable[[Inquiry], None], inquiry: Inquiry) -> Thread:
    """The same on a second connection."""

    def run() -> None:
        try:
            work(inquiry)
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    return thread


@pytest.fixture
def alice() -> Member:
    return make_asker()


@pytest.mark.parametrize("end", [withdraw, close])
def test_no_look_after_an_end_that_came_between_list_and_view(
    client: Client, alice: Member, monkeypatch: pytest.MonkeyPatch, end: Callable[[Inquiry], None]
) -> None:
    """The view has found the inquiry open and is about to be granted it; the end commits; the view is denied."""
    inquiry = ask(alice)
    make_counsellor(client)
    assert inquiry.number in client.get("/agency/").content.decode()
    granted = audit.disclose_together

    def late(*args: Any, **kwargs: Any) -> None:
        elsewhere(end, inquiry).join(20)
        granted(*args, **kwargs)

    monkeypatch.setattr(audit, "disclose_together", late)
    page = client.get(f"/agency/inquiries/{inquiry.pk}/items/")
    assert page.status_code == 403
    assert [value for value in LISTED.values() if value in page.content.decode()] == []
    assert not Provision.objects.exists()


@pytest.mark.parametrize("end", [withdraw, close])
def test_an_end_waits_for_a_look_that_is_being_written_down(
    client: Client, alice: Member, monkeypatch: pytest.MonkeyPatch, end: Callable[[Inquiry], None]
) -> None:
    """The look came first: it is in the ledger before the end takes effect."""
    inquiry = ask(alice)
    make_counsellor(client)
    waiting: list[Thread] = []
    write = services._write

    def slow(*args: Any) -> None:
        write(*args)
        if not waiting:
            waiting.append(elsewhere(end, inquiry))
            waiting[0].join(1)
            assert waiting[0].is_alive(), "the end waits"

    monkeypatch.setattr(services, "_write", slow)
    assert client.get(f"/agency/inquiries/{inquiry.pk}/items/").status_code == 200
    waiting[0].join(20)
    assert Provision.objects.count() == 1
    assert client.get(f"/agency/inquiries/{inquiry.pk}/items/").status_code == 403
