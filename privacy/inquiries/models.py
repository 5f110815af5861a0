"""What members ask, who answers, and until when (policy arts. 2 and 9; product rules 17 and 29)."""

import secrets
import uuid
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.clocks import DAYS_TO_ANSWER_INQUIRY, DAYS_TO_INQUIRY_REMINDER, add_days, seoul_date
from privacy.inquiries.choices import Addressee, InquiryState
from privacy.inquiries.exceptions import NotOpen
from privacy.subjects.fields import EncryptedTextField
from privacy.subjects.models import PersonalModel
from privacy.subjects.querysets import PersonalQuerySet


def new_number() -> str:
    """A receipt number that tells nothing and cannot be guessed: 40 random bits."""
    return f"Q-{secrets.token_hex(5).upper()}"


def today() -> date:
    """The present day in Seoul."""
    return seoul_date(timezone.now())


def last_day() -> date:
    """The day by which what comes in today is answered."""
    return add_days(today(), DAYS_TO_ANSWER_INQUIRY)


class InquiryQuerySet(PersonalQuerySet["Inquiry"]):
    """Reads of inquiries."""

    def of(self, subject_id: UUID) -> "InquiryQuerySet":
        """A person's own, the latest first."""
        return self.filter(subject=subject_id).order_by("-received_at", "-id")

    def unanswered(self) -> "InquiryQuerySet":
        """Those that wait for an answer."""
        return self.filter(closed_at=None)

    def at_agency(self) -> "InquiryQuerySet":
        """Those that wait for an answer of the agency, the most urgent first."""
        return self.unanswered().filter(addressed_to=Addressee.AGENCY).order_by("due", "received_at", "id")

    def overdue(self) -> "InquiryQuerySet":
        """Those whose last day is over, whoever should have answered."""
        return self.unanswered().filter(due__lt=today())

    def pressing(self) -> "InquiryQuerySet":
        """Those of which whoever answers is reminded: from the seventh day on."""
        left = DAYS_TO_ANSWER_INQUIRY - DAYS_TO_INQUIRY_REMINDER
        return self.unanswered().filter(due__lte=add_days(today(), left))


class Inquiry(PersonalModel):
    """One inquiry and its answer, under the key of the person who asked."""

    activity = "inquiries"

    number = models.CharField(_("receipt number"), max_length=20, unique=True, default=new_number, editable=False)
    submission = models.UUIDField(default=uuid.uuid4, editable=False, help_text=_("The form that it came from."))
    addressed_to = models.CharField(_("addressed to"), max_length=8, choices=Addressee.choices, editable=False)
    question = EncryptedTextField(_("inquiry"), max_length=4000)
    answer = EncryptedTextField(_("answer"), max_length=8000, blank=True)
    received_at = models.DateTimeField(_("received at"), default=timezone.now, editable=False)
    due = models.DateField(_("answer due by"), default=last_day, editable=False)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, editable=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    answered_by = models.UUIDField(
        _("answered by"), null=True, editable=False, help_text=_("The account, not its name.")
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)

    objects: ClassVar = InquiryQuerySet.as_manager()

    class Meta(PersonalModel.Meta):
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        constraints = [models.UniqueConstraint(fields=["subject", "submission"], name="inquiry_once_per_form")]
        indexes = [models.Index(fields=["due"], condition=models.Q(closed_at=None), name="inquiry_unanswered")]

    def __str__(self) -> str:
        return self.number

    @property
    def state(self) -> InquiryState:
        """Where it stands."""
        if self.closed_at is None:
            return InquiryState.OPEN
        return InquiryState.ANSWERED if self.answered_at else InquiryState.CLOSED

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.closed_at is None

    @property
    def is_at_agency(self) -> bool:
        """Whether the agency has to answer it."""
        return self.is_open and self.addressed_to == Addressee.AGENCY

    @property
    def is_overdue(self) -> bool:
        """Whether its last day is over without an answer."""
        return self.is_open and self.due < today()

    def answer_with(self, text: str, *, by: UUID | None) -> None:
        """Answered, which closes it. Raises NotOpen."""
        self.close()
        self.answer, self.answered_at, self.answered_by = text, self.closed_at, by

    def close(self) -> None:
        """Nobody answers it any more. Raises NotOpen."""
        if not self.is_open:
            raise NotOpen(self.number)
        self.closed_at = timezone.now()
