"""What may change beside a published version: append-only, so that the history stays readable."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.policy.models.parts import PolicyItem
from privacy.policy.models.versions import Bilingual, PolicyVersion


class TranslationConfirmation(models.Model):
    """The officer's word that the Korean text of a version is right; until then it is "to be confirmed" (rule 6)."""

    version = models.OneToOneField(PolicyVersion, on_delete=models.PROTECT, related_name="translation_confirmation")
    confirmed_by = models.UUIDField(help_text="The officer's member id.")
    confirmed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("confirmation of a translation")
        verbose_name_plural = _("confirmations of translations")

    def __str__(self) -> str:
        return f"translation of version {self.version_id}"


class ItemRelaxation(models.Model):
    """A required item that the officer made optional without a new version. There is no way back (rule 5)."""

    item = models.OneToOneField(PolicyItem, on_delete=models.PROTECT, related_name="relaxation")
    reason = models.CharField(max_length=300)
    relaxed_by = models.UUIDField(help_text="The officer's member id.")
    relaxed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("relaxation of an item")
        verbose_name_plural = _("relaxations of items")

    def __str__(self) -> str:
        return f"relaxation of item {self.item_id}"


class PreservationActivationQuerySet(models.QuerySet["PreservationActivation"]):
    """Reads of activations."""

    def latest_of_each_rule(self) -> "PreservationActivationQuerySet":
        return self.order_by("rule", "-confirmed_at", "-pk").distinct("rule")


class PreservationActivation(models.Model):
    """The officer's statement that a preservation rule applies, and why, or that it no longer does (rule 22)."""

    rule = models.CharField(max_length=40, help_text="Code of the rule: the statement outlives the version.")
    active = models.BooleanField()
    applies_because = models.TextField()
    demonstration = models.BooleanField(default=False)
    confirmed_by = models.UUIDField(null=True, blank=True, help_text="The officer's member id; empty: demonstration.")
    confirmed_at = models.DateTimeField(auto_now_add=True)

    objects = PreservationActivationQuerySet.as_manager()

    class Meta:
        verbose_name = _("activation of a preservation rule")
        verbose_name_plural = _("activations of preservation rules")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(demonstration=True) | models.Q(confirmed_by__isnull=False),
                name="policy_activation_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {'active' if self.active else 'inactive'}"


class CurrentContact(Bilingual, models.Model):
    """An institution of article 10 as it can be reached today, from a named source (rule 7)."""

    code = models.CharField(max_length=40, primary_key=True)
    position = models.PositiveSmallIntegerField(unique=True)
    name_ko = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    phone = models.CharField(max_length=30)
    website = models.CharField(max_length=100)
    source = models.CharField(max_length=300)
    checked_on = models.DateField()

    class Meta:
        verbose_name = _("current contact")
        verbose_name_plural = _("current contacts")
        ordering = ["position"]

    def __str__(self) -> str:
        return self.code
