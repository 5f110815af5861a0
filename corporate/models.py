"""Companies, who registered them, who acts for them, and what they are classified by."""

import uuid
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from corporate.choices import CompanyClass, CompanyRole, CompanyStatus
from corporate.exceptions import WrongStatus
from corporate.logos import LogoStorage
from members.classifications import Classification
from members.models import Region
from privacy.clocks import seoul_date, working_days_after
from privacy.provision.models import Recipient
from privacy.subjects import normalise
from privacy.subjects.fields import BlindIndexField, EncryptedTextField
from privacy.subjects.models import DataSubject, PersonalModel
from privacy.subjects.services import note


class CompanyQuerySet(models.QuerySet["Company"]):
    """Reads of companies."""

    def approved(self) -> "CompanyQuerySet":
        """Those that staff have approved and that are not closed or suspended."""
        return self.filter(status=CompanyStatus.APPROVED)

    def in_review(self) -> "CompanyQuerySet":
        """Those that wait for a decision, the oldest first."""
        return self.filter(status=CompanyStatus.REVIEW).order_by("submitted_at")

    def of(self, subject_id: UUID) -> "CompanyQuerySet":
        """Those for which a person acts at this moment."""
        return self.filter(memberships__subject=subject_id, memberships__ended_at=None)


class CompanyMembershipQuerySet(models.QuerySet["CompanyMembership"]):
    """Reads of memberships."""

    def current(self) -> "CompanyMembershipQuerySet":
        """Those that have not ended."""
        return self.filter(ended_at=None)

    def end(self) -> None:
        """They act for these companies no more; no restored copy of the database may forget it (design 8)."""
        now = timezone.now()
        for company, subject in self.current().values_list("company", "subject"):
            note(kind="membership_ended", body={"company": company, "subject": subject, "at": now})
        self.current().update(ended_at=now)

    def of(self, subject_id: UUID) -> "CompanyMembershipQuerySet":
        """Those of one person, with their companies, the newest first."""
        return self.filter(subject=subject_id).select_related("company", "company__industry").order_by("-since")


class Industry(Classification):
    """An industry of the Korean Standard Industrial Classification, 11th revision (KSIC 11)."""

    class Meta(Classification.Meta):
        verbose_name = _("industry")
        verbose_name_plural = _("industries")


class Company(models.Model):
    """A company with the items of the policy that say nothing about a person (policy art. 1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("company name"), max_length=100)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("region"))
    address_line = models.CharField(_("street address"), max_length=200)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    industry = models.ForeignKey(Industry, on_delete=models.PROTECT, related_name="+", verbose_name=_("industry"))
    main_business = models.CharField(_("main business"), max_length=500)
    capital = models.PositiveBigIntegerField(_("capital (won)"))
    annual_sales = models.PositiveBigIntegerField(_("annual sales (won)"))
    classification = models.CharField(_("classification"), max_length=12, choices=CompanyClass.choices, blank=True)
    website = models.URLField(_("website"), blank=True)
    introduction = models.TextField(_("introduction"), max_length=5000, blank=True)
    name_en = models.CharField(_("company name in English"), max_length=100, blank=True)
    main_business_en = models.CharField(_("main business in English"), max_length=500, blank=True)
    introduction_en = models.TextField(_("introduction in English"), max_length=5000, blank=True)
    logo = models.FileField(_("logo"), storage=LogoStorage(), max_length=100, blank=True, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=CompanyStatus.choices, default=CompanyStatus.REVIEW, editable=False
    )
    recipient = models.OneToOneField(
        Recipient, on_delete=models.PROTECT, related_name="company", null=True, editable=False
    )
    submitted_at = models.DateTimeField(_("submitted at"), editable=False, default=timezone.now)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    refusal_reason = models.CharField(_("reason of the refusal"), max_length=500, blank=True, editable=False)

    objects = CompanyQuerySet.as_manager()

    REVIEW_DAYS: ClassVar[int] = 2

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=CompanyStatus.REVIEW) | models.Q(decided_at__isnull=False),
                name="company_decision_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """The name for the language of the page; the Korean one where the company gave no other."""
        return self._told("name")

    @property
    def logo_version(self) -> str:
        """Part of the logo's address: another one after every change."""
        return (self.logo.name or "").rpartition("/")[2].removesuffix(".png")

    @property
    def shown_business(self) -> str:
        """The same of the main business."""
        return self._told("main_business")

    @property
    def shown_introduction(self) -> str:
        """The same of the introduction."""
        return self._told("introduction")

    def _told(self, item: str) -> str:
        told = getattr(self, f"{item}_en") if get_language() == "en" else ""
        return told or str(getattr(self, item))

    @property
    def is_approved(self) -> bool:
        """Whether its postings are public and its recruiters may receive applications."""
        return self.status == CompanyStatus.APPROVED

    @property
    def review_due(self) -> date:
        """The day by which the review should have decided (rule 35)."""
        return working_days_after(seoul_date(self.submitted_at), self.REVIEW_DAYS)

    def decide(self, status: CompanyStatus, reason: str = "") -> None:
        """Record the decision of a review. Raises WrongStatus when none is open."""
        if self.status != CompanyStatus.REVIEW:
            raise WrongStatus(self.status)
        self.status, self.decided_at, self.refusal_reason = status, timezone.now(), reason

    def resubmit(self) -> None:
        """Put a refused company, with its mended items, before the reviewers again."""
        if self.status != CompanyStatus.REFUSED:
            raise WrongStatus(self.status)
        self.status, self.submitted_at = CompanyStatus.REVIEW, timezone.now()


class CompanyRegistration(PersonalModel):
    """What the person who registers a company states to prove it, under that person's key."""

    activity = "company_membership"

    company = models.OneToOneField(Company, on_delete=models.PROTECT, related_name="registration", editable=False)
    registration_number = EncryptedTextField(_("business registration number"), max_length=12)
    registration_number_index = BlindIndexField("registration_number", normalize=normalise.digits)
    representative_name = EncryptedTextField(_("name of the representative"), max_length=60)

    class Meta(PersonalModel.Meta):
        verbose_name = _("company registration")
        verbose_name_plural = _("company registrations")

    def __str__(self) -> str:
        return f"registration of company {str(self.company_id)[:8]}"


class CompanyMembership(models.Model):
    """Who acts for a company, in which role, from when to when. Read anew at every request."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="memberships")
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=10, choices=CompanyRole.choices)
    since = models.DateTimeField(_("since"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    opens_applications = models.BooleanField(
        _("opens applications"), default=False, help_text=_("Never implied by the role: granted to a person.")
    )

    objects = CompanyMembershipQuerySet.as_manager()

    ROLES_WITH_POSTINGS: ClassVar[tuple[str, ...]] = (CompanyRole.OWNER, CompanyRole.RECRUITER)

    class Meta:
        verbose_name = _("company membership")
        verbose_name_plural = _("company memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "subject"], condition=models.Q(ended_at=None), name="membership_once_per_company"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of company {str(self.company_id)[:8]}"

    @property
    def may_publish(self) -> bool:
        """Whether the role writes postings."""
        return self.role in self.ROLES_WITH_POSTINGS
