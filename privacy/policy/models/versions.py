"""What the company has published about its processing of personal data, as records that the code obeys.

A version and all of its parts are frozen by the database from the moment it is published (migration 0002). What may
still change afterwards stands beside it: `amendments`. Policy art. 11; PIPA art. 30.
"""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.policy.choices import BlockKind, Table


class Bilingual:
    """Korean and English beside each other, read by language code."""

    def said(self, name: str, language: str) -> str:
        """The value of `<name>_<language>`."""
        text: str = getattr(self, f"{name}_{language}")
        return text


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    """Reads of versions."""

    def published(self) -> "PolicyVersionQuerySet":
        return self.filter(published_at__isnull=False)

    def standing(self) -> "PolicyVersionQuerySet":
        """Published, and not withdrawn before they took effect."""
        return self.published().filter(withdrawal=None)

    def announced_on(self, day: date) -> "PolicyVersionQuerySet":
        """Those that are published and take effect after a Seoul date, the next one first."""
        return self.standing().filter(effective_at__gt=day).order_by("effective_at", "number")

    def effective_on(self, day: date) -> "PolicyVersionQuerySet":
        """The versions in force or replaced on a Seoul date, the one in force first."""
        return self.standing().filter(effective_at__lte=day).order_by("-effective_at", "-number")


class PolicyVersion(Bilingual, models.Model):
    """One version of the privacy policy; a draft until `published_at` is set, immutable from then on."""

    number = models.PositiveSmallIntegerField(_("number"), primary_key=True)
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200)
    source_en = models.TextField(
        _("published text"), blank=True, help_text="The published text, byte for byte, where one is handed down."
    )
    source_sha256 = models.CharField(_("hash of the published text"), max_length=64, blank=True)
    announced_at = models.DateField(_("announced on"), null=True, blank=True)
    effective_at = models.DateField(_("in force from"), null=True, blank=True)
    worse_for_members = models.BooleanField(_("worse for members"), default=False)
    summary_ko = models.TextField(_("summary (Korean)"), blank=True, help_text="What this version changes, and why.")
    summary_en = models.TextField(_("summary (English)"), blank=True)
    officer_ko = models.CharField(_("officer (Korean)"), max_length=100)
    officer_en = models.CharField(_("officer (English)"), max_length=100)
    officer_phone = models.CharField(_("officer phone"), max_length=30)
    officer_email = models.EmailField(_("officer email"), blank=True)
    officer_department_ko = models.CharField(_("officer department (Korean)"), max_length=100, blank=True)
    officer_department_en = models.CharField(_("officer department (English)"), max_length=100, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(published_at=None) | models.Q(effective_at__isnull=False),
                name="policy_published_with_its_date",
            ),
            models.CheckConstraint(
                condition=models.Q(announced_at=None) | models.Q(effective_at__gte=models.F("announced_at")),
                name="policy_announced_before_effective",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class Part(Bilingual, models.Model):
    """A part of a version, at its place."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        abstract = True
        ordering = ["version_id", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="%(class)s_place_in_version")]


class Article(Part):
    """An article; number 0 is the preamble."""

    number = models.PositiveSmallIntegerField(_("number"))
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200)

    class Meta(Part.Meta):
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        default_related_name = "articles"

    def __str__(self) -> str:
        return f"article {self.number}"


class Block(Part):
    """A slice of an article. The English slices of a version, one after the other, are its published text."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE)
    kind = models.CharField(max_length=12, choices=BlockKind.choices)
    table = models.CharField(max_length=12, choices=Table.choices, blank=True)
    text_ko = models.TextField(_("text (Korean)"), blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    headings_ko = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    headings_en = ArrayField(models.CharField(max_length=100), default=list, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        default_related_name = "blocks"

    def __str__(self) -> str:
        return f"block {self.position}"


class ChangeNote(Part):
    """Why a version differs from the one before it at one place: the explanation that stands beside the change."""

    place = models.CharField(max_length=80, help_text="The place that `privacy.policy.comparison` names.")
    reason_ko = models.TextField(_("reason (Korean)"))
    reason_en = models.TextField(_("reason (English)"))

    class Meta(Part.Meta):
        verbose_name = _("explanation of a change")
        verbose_name_plural = _("explanations of changes")
        default_related_name = "change_notes"
        constraints = [
            *Part.Meta.constraints,
            models.UniqueConstraint(fields=["version", "place"], name="policy_change_explained_once"),
        ]

    def __str__(self) -> str:
        return self.place
