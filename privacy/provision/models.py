"""To whom what was given: recipients and the provision ledger (policy art. 2; PIPA arts. 17 and 19)."""

import secrets
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import JSONBAgg
from django.db import models
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.clocks import SEOUL
from privacy.provision.choices import BY_THE_PERSON, Channel, EndedBecause, RecipientKind, RecipientRole
from privacy.provision.exceptions import ConfirmedBefore
from privacy.subjects.models import DataSubject
from privacy.subjects.uuids import uuid7


class Recipient(models.Model):
    """Somebody to whom personal data may be given: a company or the agency, under the id that consents name."""

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=RecipientKind.choices)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")

    def __str__(self) -> str:
        return self.name


class ProvisionQuerySet(models.QuerySet["Provision"]):
    """Reads of the ledger."""

    def about(self, subject_id: UUID) -> "ProvisionQuerySet":
        """What was given about a person, the latest first."""
        return self.filter(subject=subject_id).select_related("recipient").order_by("-at", "-id")

    def openings(self) -> "ProvisionQuerySet":
        """One line each: what was opened, downloaded or exported."""
        return self.exclude(channel=Channel.LIST)

    def appearances(self) -> Any:
        """Appearances on lists, one row for each recipient and Seoul day (rule 19), the latest first."""
        days = self.filter(channel=Channel.LIST).annotate(day=TruncDate("at", tzinfo=SEOUL))
        groups = days.order_by().values("recipient", "recipient__name", "day")
        counted = groups.annotate(times=models.Count("pk"), shown=JSONBAgg("items", distinct=True))
        return counted.order_by("-day", "recipient__name", "recipient")


class Provision(models.Model):
    """One act by which items of one person reached one recipient. Append-only; holds codes, never values."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(_("at"))
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="provisions")
    receiver = models.UUIDField(_("who received it"), null=True, help_text=_("The account, not its name."))
    role = models.CharField(_("role"), max_length=12)
    activity = models.CharField(_("activity"), max_length=40)
    basis_event = models.UUIDField(_("consent"))
    occasion = models.UUIDField(_("occasion"), null=True, help_text=_("What it was given for, for example a posting."))
    occasion_name = models.CharField(_("name of the occasion"), max_length=100, blank=True)
    items = models.JSONField(_("items"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    keep_until = models.DateField(_("recipient keeps it until"), null=True)

    objects = ProvisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        indexes = [models.Index(fields=["subject", "-at"], name="provision_of_subject")]

    def __str__(self) -> str:
        return f"provision {str(self.pk)[-8:]}"

    @property
    def role_in_words(self) -> str:
        """The role of whoever received it."""
        return str(dict(RecipientRole.choices).get(self.role, self.role))


def new_reference() -> str:
    """A number under which a confirmation can be asked for when nothing else is left: 40 random bits."""
    return f"P-{secrets.token_hex(5).upper()}"


class AccessEndQuerySet(models.QuerySet["AccessEnd"]):
    """Reads of ended accesses."""

    def of_recipient(self, recipient_id: UUID) -> "AccessEndQuerySet":
        """What one recipient may not open any more, the latest first."""
        return self.filter(recipient=recipient_id).order_by("-at", "-id")

    def outstanding_first(self) -> "AccessEndQuerySet":
        """Those to be confirmed before the others, the latest first among both."""
        outstanding = models.Q(confirm_by__isnull=False, confirmed_at=None)
        order = models.Case(models.When(outstanding, then=0), default=1)
        return self.order_by(order, "-at", "-id")

    def unconfirmed(self) -> "AccessEndQuerySet":
        """Those whose recipient has still to confirm that it deleted its downloads."""
        return self.filter(confirm_by__isnull=False, confirmed_at=None)

    def overdue(self, today: date) -> "AccessEndQuerySet":
        """Those whose last day for it is over."""
        return self.unconfirmed().filter(confirm_by__lt=today)


class AccessEnd(models.Model):
    """That a recipient's access to one copy has ended, and whether it confirmed the deletion of its downloads.

    All that stays of what was given: for what, when, why; no value and no name (product rule 15). It outlives the
    person's data, so an outstanding confirmation can be demanded under its reference number.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="ended_accesses")
    activity = models.CharField(_("activity"), max_length=40)
    copy = models.UUIDField(_("copy"), unique=True, help_text=_("The row that could be opened."))
    occasion = models.UUIDField(_("occasion"), null=True, help_text=_("What it was given for, for example a posting."))
    because = models.CharField(_("reason"), max_length=10, choices=EndedBecause.choices)
    at = models.DateTimeField(_("ended at"), default=timezone.now)
    reference = models.CharField(_("reference number"), max_length=20, unique=True, default=new_reference)
    confirm_by = models.DateField(_("confirm by"), null=True, help_text=_("Empty: nothing had reached the recipient."))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    confirmed_by = models.UUIDField(_("confirmed by"), null=True, help_text=_("The account, not its name."))

    objects = AccessEndQuerySet.as_manager()

    class Meta:
        verbose_name = _("ended access")
        verbose_name_plural = _("ended accesses")
        indexes = [
            models.Index(fields=["recipient", "-at"], name="access_end_of_recipient"),
            models.Index(
                fields=["confirm_by"],
                condition=models.Q(confirm_by__isnull=False, confirmed_at=None),
                name="access_end_unconfirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_by_the_person(self) -> bool:
        """Whether the person left or recalled it; a recipient is told no more than that."""
        return self.because in BY_THE_PERSON

    @property
    def is_unconfirmed(self) -> bool:
        """Whether the recipient has still to confirm."""
        return self.confirm_by is not None and self.confirmed_at is None

    def confirm(self, account: UUID) -> None:
        """The recipient has deleted what it had downloaded. Raises ConfirmedBefore."""
        if not self.is_unconfirmed:
            raise ConfirmedBefore(self.reference)
        self.confirmed_at, self.confirmed_by = timezone.now(), account
