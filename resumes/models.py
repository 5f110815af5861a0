"""Resumes, their sections and attachments, and the occupations they are written for."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.classifications import Classification
from members.models import Region
from privacy.subjects.fields import EncryptedDateField, EncryptedTextField
from privacy.subjects.files import SealedFileStorage
from privacy.subjects.models import PersonalModel
from privacy.subjects.querysets import PersonalQuerySet


class Occupation(Classification):
    """An occupation of the Korean Employment Classification of Occupations 2025 (KECO)."""

    class Meta(Classification.Meta):
        verbose_name = _("occupation")
        verbose_name_plural = _("occupations")


class ResumeQuerySet(PersonalQuerySet["Resume"]):
    """Reads of resumes."""

    def of(self, subject_id: UUID) -> "ResumeQuerySet":
        """A person's own while the consent holds, the one changed last first."""
        return self.filter(subject=subject_id).in_force().order_by("-updated_at", "-id")

    def with_sections(self) -> "ResumeQuerySet":
        """With everything that hangs on them, in a fixed number of queries."""
        return self.prefetch_related("educations", "careers", "licences", "attachments")


class Resume(PersonalModel):
    """A resume: the identity block, then what the person says about herself (policy art. 1; product rule 50)."""

    activity = "job_matching"

    title = EncryptedTextField(_("title"), max_length=100)
    name = EncryptedTextField(_("name"), max_length=60)
    birth_date = EncryptedDateField(_("date of birth"))
    mobile = EncryptedTextField(_("mobile phone"), max_length=20)
    phone = EncryptedTextField(_("telephone"), max_length=20, blank=True)
    email = EncryptedTextField(_("email"), max_length=254)
    region_code = EncryptedTextField(_("province, city or district"), max_length=10, null=True, blank=True)
    address = EncryptedTextField(_("street and house"), max_length=200)
    postcode = EncryptedTextField(_("postcode"), max_length=5, null=True, blank=True)
    affiliation = EncryptedTextField(_("affiliation"), max_length=100, blank=True)
    desired_job = EncryptedTextField(_("desired job"), max_length=100, blank=True)
    introduction = EncryptedTextField(_("about me"), max_length=10000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar = ResumeQuerySet.as_manager()

    class Meta(PersonalModel.Meta):
        verbose_name = _("resume")
        verbose_name_plural = _("resumes")

    def __str__(self) -> str:
        return f"resume {str(self.pk)[-8:]}"

    @property
    def region_name(self) -> str:
        """Province and city or district; nothing in resumes from before they were asked for."""
        return Region.full_name_of(self.region_code)

    def rows(self) -> list[PersonalModel]:
        """This row and all that hang on it, to be opened together."""
        sections = (self.educations, self.careers, self.licences, self.attachments)
        return [self, *(row for section in sections for row in section.all())]


class Section(PersonalModel):
    """A row of a resume's section."""

    activity = "job_matching"

    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta(PersonalModel.Meta):
        abstract = True
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {str(self.pk)[-8:]}"


class Education(Section):
    """A school."""

    resume = models.ForeignKey(Resume, on_delete=models.PROTECT, related_name="educations", editable=False)
    school = EncryptedTextField(_("school"), max_length=100)
    major = EncryptedTextField(_("major and degree"), max_length=100, blank=True)
    period = EncryptedTextField(_("period"), max_length=40, blank=True)

    class Meta(Section.Meta):
        verbose_name = _("education")


class Career(Section):
    """A job held."""

    resume = models.ForeignKey(Resume, on_delete=models.PROTECT, related_name="careers", editable=False)
    employer = EncryptedTextField(_("company"), max_length=100)
    role = EncryptedTextField(_("role and duties"), max_length=1000, blank=True)
    period = EncryptedTextField(_("period"), max_length=40, blank=True)

    class Meta(Section.Meta):
        verbose_name = _("career")


class Licence(Section):
    """A licence or another qualification."""

    resume = models.ForeignKey(Resume, on_delete=models.PROTECT, related_name="licences", editable=False)
    licence = EncryptedTextField(_("licence or qualification"), max_length=100)
    issuer = EncryptedTextField(_("issued by"), max_length=100, blank=True)
    period = EncryptedTextField(_("obtained"), max_length=40, blank=True)

    class Meta(Section.Meta):
        verbose_name = _("licence")


class Attachment(PersonalModel):
    """A PDF that goes with a resume, encrypted like everything in it."""

    activity = "job_matching"

    resume = models.ForeignKey(Resume, on_delete=models.PROTECT, related_name="attachments", editable=False)
    file = models.FileField(_("PDF file"), storage=SealedFileStorage(), max_length=120)
    name = EncryptedTextField(_("file name"), max_length=120)
    size = models.PositiveIntegerField(_("size in bytes"))
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta(PersonalModel.Meta):
        verbose_name = _("attachment")
        ordering = ["uploaded_at", "id"]

    def __str__(self) -> str:
        return f"attachment {str(self.pk)[-8:]}"
