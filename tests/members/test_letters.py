"""Letters: a row first, sent once by a worker, gone afterwards."""

import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.core import mail
from django.test import Client

from members import tasks
from members.choices import MailState
from members.models import OutgoingMail
from members.notifications import notify, write_letter
from members.outbox import due_letters, send_letter
from tests.members.letters import letters
from tests.members.people import make_member

JOIN = "account/email/join_code"


def a_letter() -> OutgoingMail:
    return write_letter(notice=JOIN, to="anna@example.org", member=None, language="en", context={"code": "ABCD-EFGH"})


@pytest.mark.django_db
def test_it_works() -> None:
    letter = a_letter()
    assert send_letter(mail_id=letter.pk)
    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == (["anna@example.org"], "[IMPIX] Your code for joining")
    assert "ABCD-EFGH" in sent.body
    assert sent.extra_headers["Message-ID"] == f"<{letter.pk}@localhost>"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert not OutgoingMail.objects.exists()
    assert not send_letter(mail_id=letter.pk), "a second run finds nothing to do"


@pytest.mark.django_db
def test_neither_address_nor_code_can_be_read_in_the_database() -> None:
    stored = OutgoingMail.objects.filter(pk=a_letter().pk).values_list()[0]
    assert "anna" not in str(stored)
    assert "ABCD" not in str(stored)


@pytest.mark.django_db
def test_a_letter_speaks_the_members_language_on_every_page() -> None:
    reader = make_member("reader", language="en")
    notify(subject_id=reader.subject_id, notice="account/email/password_changed")
    assert letters()[0]["subject"] == "[IMPIX] Your password was changed"
    assert "http://localhost:8000/en/sessions/" in letters()[0]["text"]


@pytest.mark.django_db
def test_a_letter_that_is_being_sent_is_nobody_elses_until_the_lease_ends(time_machine: Any) -> None:
    letter = a_letter()
    letter.take()
    assert not send_letter(mail_id=letter.pk)
    assert due_letters() == []
    time_machine.move_to(datetime.now(UTC) + OutgoingMail.LEASE + timedelta(seconds=1))
    assert due_letters() == [letter.pk]
    assert tasks.send_due_letters() == 1


@pytest.mark.django_db
def test_a_refusing_server_is_asked_again_later_and_not_for_ever(settings: Any, time_machine: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    letter = a_letter()
    waits = []
    for _ in range(OutgoingMail.MAX_ATTEMPTS):
        assert not send_letter(mail_id=letter.pk)
        letter.refresh_from_db()
        waits.append(round((letter.due_at - datetime.now(UTC)).total_seconds() / 60))
        time_machine.move_to(letter.due_at + timedelta(seconds=1))
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128]
    assert (letter.state, letter.letter) == (MailState.FAILED, "")
    assert due_letters() == []


class Sink(socketserver.StreamRequestHandler):
    """A mail server that keeps what it is given."""

    received: ClassVar[list[str]] = []

    def handle(self) -> None:
        self.wfile.write(b"220 sink\r\n")
        while word := self.rfile.readline()[:4].upper():
            if word == b"DATA":
                self.wfile.write(b"354 go\r\n")
                self.received.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")


@pytest.fixture
def sink() -> Iterator[int]:
    """The port of a mail server."""
    Sink.received.clear()
    with socketserver.TCPServer(("127.0.0.1", 0), Sink) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.mark.django_db
def test_a_letter_reaches_a_mail_server(settings: Any, sink: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", sink, False
    assert send_letter(mail_id=a_letter().pk)
    assert "ABCD-EFGH" in Sink.received[0]
    assert "To: anna@example.org" in Sink.received[0]


@pytest.mark.django_db
def test_in_embedded_mode_letters_are_read_on_a_page(settings: Any, tmp_path: Any, client: Client) -> None:
    settings.EMAIL_BACKEND, settings.MAIL_DIR = "impix.spool.SpoolBackend", tmp_path / "mail"
    settings.EMBEDDED = True
    assert client.get("/mail/").status_code == 200
    send_letter(mail_id=a_letter().pk)
    page = client.get("/mail/").content.decode()
    assert "ABCD-EFGH" in page
    assert "anna@example.org" in page
    settings.EMBEDDED = False
    assert client.get("/mail/").status_code == 404


@pytest.mark.django_db
@pytest.mark.worker_role
def test_the_worker_may_send() -> None:
    assert send_letter(mail_id=a_letter().pk)
