"""Applications: the seeker's row, under the key of what she gives to companies, with a frozen copy of her resume.

The frozen fields carry the names of the policy's items, so that what a company may see is the policy's list and nothing
else (policy art. 2; product rules 13 and 14).
"""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corporate.models import Company
from privacy.provision.models import AccessEnd
from privacy.subjects.fields import EncryptedDateField, EncryptedJSONField, EncryptedTextField
from privacy.subjects.files import SealedFileStorage
from privacy.subjects.models import PersonalModel, Processing, ProcessingQuerySet
from privacy.subjects.querysets import PersonalQuerySet
from recruitment.applications.choices import MOVES, UNDECIDED, State
from recruitment.applications.exceptions import IllegalMove
from recruitment.applications.items import FROZEN
from recruitment.postings.models import Posting


class ApplicationQuerySet(PersonalQuerySet["Application"]):
    """Reads of applications."""

    def of(self, subject_id: UUID) -> "ApplicationQuerySet":
        """A person's own, the latest first."""
        return self.filter(subject=subject_id).select_related("posting__company").order_by("-applied_at", "-id")

    def before(self, company: Company) -> "ApplicationQuerySet":
        """What a company may see: sent to it, not recalled, of a person whose data are in use."""
        return self._going_to(company).filter(models.Exists(self._processing().in_use()))

    def paused_before(self, company: Company) -> "ApplicationQuerySet":
        """What still goes on and is paused by the person: a company sees that it is there, no more (rule 28)."""
        paused = self._processing().filter(fenced_by=None, destroyed_at=None).restricted()
        return self._going_to(company).undecided().filter(models.Exists(paused)).defer(*FROZEN)

    def sent_to(self, company: Company) -> "ApplicationQuerySet":
        """All that ever came to a company, whether or not it may still open them."""
        return self.filter(posting__company=company)

    def with_access(self) -> "ApplicationQuerySet":
        """Those to which the company's access has not ended (rule 15)."""
        return self.exclude(models.Exists(AccessEnd.objects.filter(copy=models.OuterRef("pk"))))

    def undecided(self) -> "ApplicationQuerySet":
        """Those that still go on."""
        return self.filter(state__in=UNDECIDED)

    def _going_to(self, company: Company) -> "ApplicationQuerySet":
        mine = self.sent_to(company).with_access().filter(posting__company__status="approved")
        return mine.exclude(state=State.WITHDRAWN).select_related("posting").order_by("-applied_at", "-id")

    def _processing(self) -> ProcessingQuerySet:
        return Processing.objects.filter(subject=models.OuterRef("subject"), activity=self.model.activity)


class Application(PersonalModel):
    """One person's application to one posting, with what she gave to the company at that moment."""

    activity = "provision_companies"

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="applications", editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.RECEIVED, editable=False)
    applied_at = models.DateTimeField(_("applied at"), default=timezone.now, editable=False)
    moved_at = models.DateTimeField(_("moved at"), default=timezone.now, editable=False)
    contact_shared = models.BooleanField(_("contact data shared"), default=False, editable=False)
    contact_asked_at = models.DateTimeField(_("contact data asked for at"), null=True, editable=False)
    contact_answered_at = models.DateTimeField(_("contact data answered at"), null=True, editable=False)
    content_hash = models.CharField(_("hash of the copy"), max_length=64, editable=False)
    name = EncryptedTextField(_("name"), max_length=60)
    birth_date = EncryptedDateField(_("date of birth"), null=True)
    mobile = EncryptedTextField(_("mobile phone"), max_length=20)
    phone = EncryptedTextField(_("telephone"), max_length=20, blank=True)
    email = EncryptedTextField(_("email"), max_length=254)
    region_code = EncryptedTextField(_("province, city or district"), max_length=10, null=True)
    address = EncryptedTextField(_("street and house"), max_length=200)
    postcode = EncryptedTextField(_("postcode"), max_length=5, null=True)
    affiliation = EncryptedTextField(_("affiliation"), max_length=100, blank=True)
    desired_job = EncryptedTextField(_("desired job"), max_length=100, blank=True)
    resume_content = EncryptedTextField(_("about me"), max_length=10000, blank=True)
    education = EncryptedJSONField(_("education"), default=list)
    career = EncryptedJSONField(_("career"), default=list)
    qualification = EncryptedJSONField(_("licences and qualifications"), default=list)

    objects: ClassVar = ApplicationQuerySet.as_manager()

    class Meta(PersonalModel.Meta):
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                fields=["posting", "subject"],
                condition=~models.Q(state="withdrawn"),
                name="application_once_per_posting",
            ),
        ]

    def __str__(self) -> str:
        return f"application {str(self.pk)[-8:]}"

    @property
    def is_undecided(self) -> bool:
        """Whether it still goes on."""
        return self.state in UNDECIDED

    @property
    def moves(self) -> list[tuple[str, str]]:
        """Where the company can move it now, as choices."""
        return [(state.value, str(state.label)) for state in MOVES[self.state]]

    def move(self, state: str) -> None:
        """Go on to a state that the company may choose now. Raises IllegalMove."""
        if state not in MOVES[self.state]:
            raise IllegalMove(f"{self.state} to {state}")
        self.state, self.moved_at = state, timezone.now()

    @property
    def may_be_asked_for_contact(self) -> bool:
        """Whether the company may ask for the contact data: once, while the application goes on (rule 14)."""
        return self.is_undecided and not self.contact_shared and self.contact_asked_at is None

    @property
    def waits_for_contact_answer(self) -> bool:
        """Whether the company asked for the contact data and the person has not answered."""
        return self.contact_asked_at is not None and self.contact_answered_at is None and not self.is_erased

    def ask_for_contact(self) -> None:
        """The company asks. Raises IllegalMove."""
        if not self.may_be_asked_for_contact:
            raise IllegalMove("not to be asked for")
        self.contact_asked_at = timezone.now()

    def answer_contact(self, *, share: bool) -> None:
        """The person answers, once. Raises IllegalMove."""
        if not self.waits_for_contact_answer:
            raise IllegalMove("not asked, or answered before")
        self.contact_shared, self.contact_answered_at = share, timezone.now()

    @property
    def is_erased(self) -> bool:
        """Whether the copy that was sent is destroyed; what stays is where, when and how it went."""
        return not self.content_hash

    def erase(self) -> None:
        """Forget everything that was sent: the person took it back (rules 15 and 21)."""
        self.birth_date, self.content_hash = None, ""
        self.education, self.career, self.qualification = [], [], []
        for item in set(FROZEN) - {"birth_date", "education", "career", "qualification"}:
            setattr(self, item, "")

    def withdraw(self) -> None:
        """The person takes it back. Raises IllegalMove when that has happened."""
        if self.state == State.WITHDRAWN:
            raise IllegalMove("withdrawn twice")
        self.state, self.moved_at = State.WITHDRAWN, timezone.now()


class ApplicationFile(PersonalModel):
    """A file that was sent along: a copy of its own, under the key of what is given to companies."""

    activity = "provision_companies"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="files", editable=False)
    attachment = models.FileField(_("PDF file"), storage=SealedFileStorage(), max_length=120)
    file_name = EncryptedTextField(_("file name"), max_length=120)

    class Meta(PersonalModel.Meta):
        verbose_name = _("file of an application")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"file of application {str(self.application_id)[-8:]}"

    @property
    def copy_id(self) -> UUID:
        """A file goes with its application."""
        found: UUID = self.application_id
        return found
