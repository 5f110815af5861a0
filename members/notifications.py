"""Letters to members: rendered in the member's language, put into the outbox. `notify` is PRIVACY_NOTIFIER."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from members.exceptions import NoAddress
from members.models import Member, OutgoingMail
from members.outbox import put_letter

SUBJECT_PREFIX = "[IMPIX] "


def notify(*, subject_id: UUID, notice: str, context: Mapping[str, Any] | None = None) -> OutgoingMail:
    """Write a letter to the member behind a data subject; raises NoAddress when there is none.

    `notice` names the templates `<notice>_subject.txt` and `<notice>_message.txt`. What is put into the context is what
    the letter tells whoever reads that mailbox: links and dates, no personal values (product rule 47).
    """
    member = Member.objects.filter(subject_id=subject_id).first()
    address = EmailAddress.objects.get_primary(member) if member else None
    if member is None or address is None:
        raise NoAddress(subject_id)
    return write_letter(notice=notice, to=address.email, member=member, context=context or {})


def write_letter(
    *, notice: str, to: str, member: Member | None, context: Mapping[str, Any], language: str = ""
) -> OutgoingMail:
    """Render a letter in the member's language, else in `language` or the current one, and put it into the outbox."""
    language = member.language if member else language or translation.get_language() or settings.LANGUAGE_CODE
    values = {"site_url": settings.SITE_URL, **context}
    with translation.override(language):
        subject = SUBJECT_PREFIX + " ".join(render_to_string(f"{notice}_subject.txt", values).split())
        text = render_to_string(f"{notice}_message.txt", values).strip() + "\n"
    return put_letter(kind=notice, member=member, language=language, to=to, subject=subject, text=text)
