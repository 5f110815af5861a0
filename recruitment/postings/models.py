"""Postings: the policy's recruitment information (policy art. 1), about work and never about a person."""

import uuid
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from corporate.choices import CompanyStatus
from corporate.models import Company
from members.choices import Language
from members.models import Region
from privacy.clocks import end_of_day, seoul_date
from recruitment.postings.choices import EmploymentType, PayPeriod, PostingStatus
from recruitment.postings.exceptions import NotPublishable
from resumes.models import Occupation


class PostingQuerySet(models.QuerySet["Posting"]):
    """Reads of postings."""

    def public(self) -> "PostingQuerySet":
        """What anybody may read: published once, by a company that is approved."""
        return self.exclude(status=PostingStatus.DRAFT).filter(company__status=CompanyStatus.APPROVED)

    def open(self, now: datetime | None = None) -> "PostingQuerySet":
        """Public postings that take applications: a deadline includes its whole day in Seoul."""
        today = seoul_date(now or timezone.now())
        return self.public().filter(status=PostingStatus.PUBLISHED, deadline__gte=today)

    def with_names(self) -> "PostingQuerySet":
        """With all that a list shows, in the same query."""
        return self.select_related("company", "region", "region__parent", "occupation")

    def newest_first(self) -> "PostingQuerySet":
        """By the time of publication."""
        return self.order_by("-published_at", "-id")

    def in_language_first(self, language: str) -> "PostingQuerySet":
        """Those written in a language before the others, each by the time of publication."""
        other = models.Case(models.When(language=language, then=0), default=1)
        return self.order_by(other, "-published_at", "-id")

    def mentioning(self, words: str) -> "PostingQuerySet":
        """Those that contain every word, in title, company, occupation or text."""
        found = self
        for word in words.split():
            found = found.filter(
                models.Q(title__icontains=word)
                | models.Q(company__name__icontains=word)
                | models.Q(company__name_en__icontains=word)
                | models.Q(occupation__name_ko__icontains=word)
                | models.Q(eligibility__icontains=word)
                | models.Q(conditions__icontains=word)
            )
        return found

    def within(self, region_code: str) -> "PostingQuerySet":
        """Those in a province or in one city or district of it."""
        return self.filter(models.Q(region=region_code) | models.Q(region__parent=region_code))

    def of_companies_of(self, subject_id: UUID) -> "PostingQuerySet":
        """Those of the companies for which a person acts."""
        return self.filter(company__memberships__subject=subject_id, company__memberships__ended_at=None)


class Posting(models.Model):
    """One position that a company wants to fill."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="postings", editable=False)
    language = models.CharField(
        _("language of the posting"), max_length=2, choices=Language.choices, default=Language.KOREAN
    )
    title = models.CharField(_("title"), max_length=100)
    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, related_name="+", verbose_name=_("occupation"))
    employment_type = models.CharField(_("employment type"), max_length=10, choices=EmploymentType.choices)
    headcount = models.PositiveSmallIntegerField(_("number of people wanted"), default=1)
    eligibility = models.TextField(_("eligibility requirements"), max_length=5000)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("work location"))
    workplace = models.CharField(_("place of work"), max_length=200, blank=True)
    conditions = models.TextField(_("working conditions"), max_length=5000)
    pay_period = models.CharField(_("pay is for"), max_length=5, choices=PayPeriod.choices, default=PayPeriod.YEAR)
    pay_from = models.PositiveBigIntegerField(_("pay from (won)"), null=True, blank=True)
    pay_to = models.PositiveBigIntegerField(_("pay up to (won)"), null=True, blank=True)
    pay_note = models.CharField(_("why no pay is stated"), max_length=200, blank=True)
    information = models.TextField(_("other recruitment information"), max_length=5000, blank=True)
    deadline = models.DateField(_("last day for applications"))
    status = models.CharField(
        _("status"), max_length=10, choices=PostingStatus.choices, default=PostingStatus.DRAFT, editable=False
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        indexes = [models.Index(fields=["status", "-published_at", "-id"], name="posting_newest_first")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pay_from__isnull=False) | ~models.Q(pay_note=""),
                name="posting_states_pay_or_why_not",
                violation_error_message=_("State the pay, or why it is not stated."),
            ),
            models.CheckConstraint(
                condition=models.Q(pay_to__isnull=True) | models.Q(pay_to__gte=models.F("pay_from")),
                name="posting_pay_is_a_range",
                violation_error_message=_("The pay ends below where it begins."),
            ),
            models.CheckConstraint(
                condition=models.Q(status=PostingStatus.DRAFT) | models.Q(published_at__isnull=False),
                name="posting_publication_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_in_another_language(self) -> bool:
        """Whether its text is not in the language of the page."""
        return self.language != get_language()

    @property
    def closes_at(self) -> datetime:
        """The first moment, in Seoul, at which it is too late."""
        return end_of_day(self.deadline)

    @property
    def accepts_applications(self) -> bool:
        """Whether somebody may apply now; asked again when an application is sent."""
        return self.status == PostingStatus.PUBLISHED and timezone.now() < self.closes_at and self.company.is_approved

    def publish(self) -> None:
        """Draft to published. Raises NotPublishable."""
        ahead = self.deadline >= seoul_date(timezone.now())
        if self.status != PostingStatus.DRAFT or not self.company.is_approved or not ahead:
            raise NotPublishable
        self.status, self.published_at = PostingStatus.PUBLISHED, timezone.now()

    def close(self) -> None:
        """Take no more applications. Closing twice is no harm."""
        if self.status == PostingStatus.PUBLISHED:
            self.status, self.closed_at = PostingStatus.CLOSED, timezone.now()
