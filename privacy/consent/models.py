"""The consent ledger: what was asked, in which words, and what the person answered. Nothing is ever changed in it."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.clocks import add_years, seoul_date
from privacy.consent.choices import HOLDS, ConsentKind, ConsentMethod, ConsentSource, ReminderKind
from privacy.policy.models import PolicyVersion
from privacy.subjects.models import DataSubject

_NOBODY = uuid.UUID(int=0)


class ConsentText(models.Model):
    """The exact words of a consent notice, stored once under their hash, so that a receipt can repeat them for ever."""

    hash = models.CharField(max_length=64, primary_key=True)
    content = models.JSONField()

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")

    def __str__(self) -> str:
        return self.hash[:12]


class ConsentEventQuerySet(models.QuerySet["ConsentEvent"]):
    """Reads of the ledger."""

    def line(self, *, subject: uuid.UUID, activity: str, recipient: uuid.UUID | None) -> "ConsentEventQuerySet":
        """What one person said about one activity (and one recipient), the latest word first."""
        return self.filter(subject=subject, activity=activity, recipient=recipient).order_by("-seq")

    def latest_words(self) -> "ConsentEventQuerySet":
        """The latest event of every line."""
        order = ("subject", "activity", "recipient")
        return self.order_by(*order, "-seq").distinct(*order)

    def running_out_by(self, moment: datetime) -> "ConsentEventQuerySet":
        """Consents that are the last word of their line and whose years are over about this moment (a day's care).

        In what order the database thinks of 29 February and of days in Seoul is settled by `until`.
        """
        line = Coalesce("recipient", Value(_NOBODY))
        later = ConsentEvent.objects.annotate(line=line).filter(
            subject=OuterRef("subject"), activity=OuterRef("activity"), line=OuterRef("line"), seq__gt=OuterRef("seq")
        )
        years = Func(
            F("keep_years"),
            function="make_interval",
            template="%(function)s(years => %(expressions)s)",
            output_field=models.DurationField(),
        )
        said = self.filter(kind__in=HOLDS, keep_years__isnull=False).annotate(line=line, ends=F("at") + years)
        return said.filter(~Exists(later), ends__lte=moment + timedelta(days=1)).order_by("subject", "pk")


class ConsentEvent(models.Model):
    """One event of a line (person, activity, recipient). Policy art. 1, PIPA art. 22."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="consents")
    activity = models.CharField(_("activity"), max_length=40)
    recipient = models.UUIDField(_("recipient"), null=True, blank=True)
    seq = models.PositiveIntegerField(_("number in its line"))
    kind = models.CharField(_("kind"), max_length=10, choices=ConsentKind.choices)
    version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("policy version")
    )
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+", verbose_name=_("text"))
    language = models.CharField(_("language"), max_length=2)
    method = models.CharField(_("method"), max_length=10, choices=ConsentMethod.choices)
    source = models.CharField(_("written by"), max_length=10, choices=ConsentSource.choices)
    keep_years = models.PositiveSmallIntegerField(_("years"), null=True, blank=True)
    at = models.DateTimeField(_("at"))

    objects = ConsentEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent event")
        verbose_name_plural = _("consent events")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "activity", "recipient", "seq"], nulls_distinct=False, name="consent_line_is_linear"
            ),
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="consent_line_starts_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.kind}"

    @property
    def until(self) -> date | None:
        """The last Seoul day on which this consent holds; None: until it is withdrawn."""
        return add_years(seoul_date(self.at), self.keep_years) if self.keep_years else None

    def as_note(self) -> dict[str, Any]:
        """What the ledger repeats of it: ids, codes and its time."""
        return {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}

    def holds_on(self, day: date) -> bool:
        """Whether the person's consent holds on a Seoul day."""
        return self.kind in HOLDS and (self.until is None or day <= self.until)


class ConsentReminder(models.Model):
    """That a person was told that a consent runs out, or what he wants instead (rules 4 and 8). Each once."""

    event = models.ForeignKey(ConsentEvent, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(_("kind"), max_length=10, choices=ReminderKind.choices)
    version = models.ForeignKey(
        PolicyVersion,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("policy version"),
        help_text=_("The one whose terms he does not want."),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("reminder of a consent")
        verbose_name_plural = _("reminders of consents")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "kind", "version"], nulls_distinct=False, name="consent_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of consent {str(self.event_id)[-8:]}"
