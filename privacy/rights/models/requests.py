"""What people ask for under the law, and how it was answered (PIPA arts. 35 to 38; policy art. 4)."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.clocks import DAYS_TO_ANSWER, DAYS_TO_REMIND, add_days, seoul_date
from privacy.rights.choices import (
    GROUNDS,
    NOT_GRANTED,
    POSTPONABLE,
    WAITING_FOR_ANSWER,
    Ground,
    RequestKind,
    RequestState,
    RequestStep,
)
from privacy.subjects.fields import EncryptedTextField
from privacy.subjects.models import DataSubject, PersonalModel
from privacy.subjects.querysets import PersonalQuerySet
from privacy.subjects.uuids import uuid7


class RightsRequestQuerySet(PersonalQuerySet["RightsRequest"]):
    """Requests by what has to be done."""

    def of(self, subject_id: UUID) -> "RightsRequestQuerySet":
        """A person's own, the latest first."""
        return self.filter(subject=subject_id).order_by("-received_at", "-id")

    def waiting(self) -> "RightsRequestQuerySet":
        """Without an answer, the first due first."""
        return self.filter(state__in=WAITING_FOR_ANSWER).order_by("due_on", "number")

    def overdue(self) -> "RightsRequestQuerySet":
        """Without an answer although their last day is over."""
        return self.waiting().filter(due_on__lt=seoul_date(timezone.now()))

    def to_remind(self) -> "RightsRequestQuerySet":
        """On the seventh of their ten days, or later, and nobody was reminded."""
        day = add_days(seoul_date(timezone.now()), DAYS_TO_ANSWER - DAYS_TO_REMIND)
        return self.waiting().filter(due_on__lte=day, reminded_at=None)

    def to_alarm(self) -> "RightsRequestQuerySet":
        """Overdue, and nobody was told."""
        return self.overdue().filter(overdue_at=None)

    def not_granted(self) -> "RightsRequestQuerySet":
        """Those whose answer can be complained about."""
        return self.filter(state__in=NOT_GRANTED)


class RightsRequest(PersonalModel):
    """One request of one person, in her words, and the answer to it. Its number is told at once."""

    activity = "rights"

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=RequestKind.choices)
    concerns = models.CharField(_("activity"), max_length=40, blank=True)
    complains_of = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, related_name="complaints", verbose_name=_("complaint about")
    )
    state = models.CharField(_("state"), max_length=10, choices=RequestState.choices, default=RequestState.RECEIVED)
    wish = EncryptedTextField(_("what is asked for"), max_length=4000)
    postponement = EncryptedTextField(_("why the answer is postponed"), max_length=4000, blank=True)
    answer = EncryptedTextField(_("answer"), max_length=4000, blank=True)
    ground = models.CharField(_("ground of the refusal"), max_length=10, choices=Ground.choices, blank=True)
    received_at = models.DateTimeField(_("received at"))
    due_on = models.DateField(_("answer due by"))
    reminded_at = models.DateTimeField(_("reminded at"), null=True)
    overdue_at = models.DateTimeField(_("overdue told at"), null=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)

    objects: ClassVar = RightsRequestQuerySet.as_manager()

    class Meta(PersonalModel.Meta):
        verbose_name = _("request of a member")
        verbose_name_plural = _("requests of members")
        indexes = [models.Index(fields=["state", "due_on"], name="rights_request_due")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=NOT_GRANTED) | ~models.Q(ground=""),
                name="rights_refusal_names_its_ground",
            ),
            models.CheckConstraint(
                condition=models.Q(complains_of=None) | models.Q(kind=RequestKind.COMPLAINT),
                name="rights_complaint_names_its_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_waiting(self) -> bool:
        """Whether it has no answer yet."""
        return self.state in WAITING_FOR_ANSWER

    @property
    def is_granted(self) -> bool:
        """Whether everything that was asked for was done."""
        return self.state == RequestState.GRANTED

    @property
    def days_left(self) -> int:
        """Days until the last one; negative when that is over."""
        return (self.due_on - seoul_date(timezone.now())).days

    @property
    def is_overdue(self) -> bool:
        """Whether its last day is over without an answer."""
        return self.is_waiting and self.days_left < 0

    @property
    def can_be_complained_about(self) -> bool:
        """Whether something was not granted."""
        return self.state in NOT_GRANTED

    @property
    def matter(self) -> RequestKind:
        """What it is about in the end: a complaint is about what was not granted before."""
        found = self
        while found.complains_of is not None:
            found = found.complains_of
        return RequestKind(found.kind)

    @property
    def can_be_postponed(self) -> bool:
        """Once, where the law lets it."""
        return self.state == RequestState.RECEIVED and self.matter in POSTPONABLE

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """The grounds on which the law lets this be refused."""
        return GROUNDS.get(self.matter, ())


class RightsRequestEvent(models.Model):
    """One step of a request. Append-only; it names the request by an id that outlives it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.UUIDField(_("request"), db_index=True)
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(_("step"), max_length=12, choices=RequestStep.choices)
    state = models.CharField(_("state"), max_length=10, choices=RequestState.choices)
    due_on = models.DateField(_("answer due by"))
    effect = models.CharField(_("what was carried out"), max_length=90, blank=True)
    by = models.UUIDField(_("account"), null=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("step of a request")
        verbose_name_plural = _("steps of requests")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.step} {str(self.request)[-8:]}"
