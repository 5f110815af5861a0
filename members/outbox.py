"""The outbox: every letter is a row first, so that none is lost with a worker, Redis or the mail server.

A letter is put with the change that causes it, in one transaction; a task sends it after the commit; a sweep picks up
what no task did. It may arrive twice (killed between sending and deleting), with the same Message-ID; never is it lost.
"""

import json
import smtplib
from collections.abc import Collection
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from members.application_key import seal, unseal
from members.choices import MailState
from members.models import Member, OutgoingMail
from privacy.destruction.farewell import NOTICE


def put_letter(*, kind: str, member: Member | None, language: str, to: str, subject: str, text: str) -> OutgoingMail:
    """Store a finished letter for sending."""
    letter = json.dumps({"to": to, "subject": subject, "text": text})
    return OutgoingMail.objects.create(kind=kind, member=member, language=language, letter=seal(letter, purpose="mail"))


def open_letter(mail: OutgoingMail) -> dict[str, str]:
    """Address, subject and text of a waiting letter."""
    content: dict[str, str] = json.loads(unseal(mail.letter, purpose="mail"))
    return content


def send_letter(*, mail_id: UUID) -> bool:
    """Send one waiting letter; False when there was nothing to do or the mail server would not take it now."""
    with transaction.atomic():
        mail = OutgoingMail.objects.due().select_for_update(skip_locked=True).filter(pk=mail_id).first()
        if mail is None:
            return False
        mail.take()
    # Sending happens outside the transaction: a slow mail server must not hold a row lock.
    try:
        _as_message(mail).send()
    except (smtplib.SMTPException, OSError):
        mail.put_back()
        return False
    mail.delete()
    return True


def due_letters(*, limit: int = 500) -> list[UUID]:
    """Ids of letters whose time has come: new ones that no task took, failed ones, and those of a killed worker."""
    return list(OutgoingMail.objects.due().values_list("pk", flat=True)[:limit])


def let_last_letters_go(*, subject_ids: Collection[UUID]) -> None:
    """Keep the letter that tells of the destruction when everything else about its member is deleted (rule 27).

    It is encrypted, knows its member no more, and is deleted when it is sent or has failed for good.
    """
    last = OutgoingMail.objects.filter(kind=NOTICE, state=MailState.WAITING)
    last.filter(member__subject__in=subject_ids).update(member=None)


def _as_message(mail: OutgoingMail) -> EmailMessage:
    letter = open_letter(mail)
    domain = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers = {
        "Message-ID": f"<{mail.pk}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "List-Id": f"IMPIX <notices.{domain}>",
        "Content-Language": mail.language,
    }
    return EmailMessage(
        letter["subject"], letter["text"], settings.DEFAULT_FROM_EMAIL, [letter["to"]], headers=headers,
        connection=get_connection(),
    )  # fmt: skip
