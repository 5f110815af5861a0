"""The structured tables of a version: what articles 1, 2, 3, 5, 8 and 10 say, in a form that the code obeys."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.policy.choices import CookieCategory, GapDirection, LegalBasis, Origin
from privacy.policy.models.versions import Part


class PolicyActivity(Part):
    """What the version says about one activity: the table of article 1 and, for the consent notice, how it is read."""

    code = models.CharField(_("policy code"), max_length=40)
    required = models.BooleanField(
        _("required"), help_text="The service that needs it cannot be given without this consent."
    )
    legal_basis = models.CharField(
        _("legal basis"), max_length=10, choices=LegalBasis.choices, default=LegalBasis.CONSENT
    )
    keep_years = models.PositiveSmallIntegerField(
        _("keep years"), null=True, blank=True, help_text="Counted from the latest consent."
    )
    keep_months = models.PositiveSmallIntegerField(_("keep months"), null=True, blank=True)
    keep_days = models.PositiveSmallIntegerField(_("keep days"), null=True, blank=True)
    category_ko = models.CharField(_("category (Korean)"), max_length=200, blank=True)
    category_en = models.CharField(_("category (English)"), max_length=200, blank=True)
    group_ko = models.CharField(_("group (Korean)"), max_length=200, blank=True)
    group_en = models.CharField(_("group (English)"), max_length=200, blank=True)
    published_purpose_ko = models.CharField(_("published purpose (Korean)"), max_length=300, blank=True)
    published_purpose_en = models.CharField(_("published purpose (English)"), max_length=300, blank=True)
    published_items_ko = models.TextField(_("published items (Korean)"), blank=True)
    published_items_en = models.TextField(_("published items (English)"), blank=True)
    published_retention_ko = models.CharField(_("published retention (Korean)"), max_length=300, blank=True)
    published_retention_en = models.CharField(_("published retention (English)"), max_length=300, blank=True)
    basis_ko = models.CharField(_("basis (Korean)"), max_length=200, blank=True)
    basis_en = models.CharField(_("basis (English)"), max_length=200, blank=True)
    method_ko = models.CharField(_("method (Korean)"), max_length=200, blank=True)
    method_en = models.CharField(_("method (English)"), max_length=200, blank=True)
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200)
    purpose_ko = models.TextField(_("purpose (Korean)"))
    purpose_en = models.TextField(_("purpose (English)"))
    retention_ko = models.TextField(_("retention (Korean)"))
    retention_en = models.TextField(_("retention (English)"))
    refusal_ko = models.TextField(_("refusal (Korean)"), blank=True)
    refusal_en = models.TextField(_("refusal (English)"), blank=True)

    class Meta(Part.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        default_related_name = "activities"
        constraints = [
            *Part.Meta.constraints,
            models.UniqueConstraint(fields=["version", "code"], name="policy_activity_once_per_version"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def keep_length(self) -> tuple[int, int]:
        """Months and days for ordering; without any length it lasts as long as the person wants, the longest."""
        months = 12 * (self.keep_years or 0) + (self.keep_months or 0)
        return (months, self.keep_days or 0) if months or self.keep_days else (9999, 0)


class PolicyItem(Part):
    """An item of personal data that an activity processes (article 5)."""

    activity = models.ForeignKey(PolicyActivity, on_delete=models.CASCADE)
    code = models.CharField(_("policy code"), max_length=40)
    label_ko = models.CharField(_("label (Korean)"), max_length=100)
    label_en = models.CharField(_("label (English)"), max_length=100)
    required = models.BooleanField(_("required"))
    origin = models.CharField(_("origin"), max_length=14, choices=Origin.choices, default=Origin.GIVEN)
    keep_months = models.PositiveSmallIntegerField(
        _("keep months"), null=True, blank=True, help_text="Where the item goes sooner than its activity ends."
    )

    class Meta(Part.Meta):
        verbose_name = _("item")
        verbose_name_plural = _("items")
        default_related_name = "items"
        constraints = [
            *Part.Meta.constraints,
            models.UniqueConstraint(fields=["activity", "code"], name="policy_item_once_per_activity"),
        ]

    def __str__(self) -> str:
        return self.code


class PolicyRecipient(Part):
    """A class of recipients (article 2) of the provision `activity`; `whitelist`: what may leave (rule 13)."""

    activity = models.OneToOneField(PolicyActivity, on_delete=models.CASCADE, related_name="recipient")
    code = models.CharField(_("policy code"), max_length=40)
    category_ko = models.CharField(_("category (Korean)"), max_length=200)
    category_en = models.CharField(_("category (English)"), max_length=200)
    name_ko = models.CharField(_("name (Korean)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200)
    purpose_ko = models.CharField(_("purpose (Korean)"), max_length=300)
    purpose_en = models.CharField(_("purpose (English)"), max_length=300)
    published_items_ko = models.TextField(_("published items (Korean)"))
    published_items_en = models.TextField(_("published items (English)"))
    published_retention_ko = models.CharField(_("published retention (Korean)"), max_length=300)
    published_retention_en = models.CharField(_("published retention (English)"), max_length=300)
    address_ko = models.CharField(_("address (Korean)"), max_length=200, blank=True)
    address_en = models.CharField(_("address (English)"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        default_related_name = "recipients"
        constraints = [
            *Part.Meta.constraints,
            models.UniqueConstraint(fields=["version", "code"], name="policy_recipient_once_per_version"),
        ]

    def __str__(self) -> str:
        return self.code


class WhitelistedItem(Part):
    """An item that may be given to a class of recipients, and the condition where there is one (rule 14)."""

    recipient = models.ForeignKey(PolicyRecipient, on_delete=models.CASCADE)
    item = models.ForeignKey(PolicyItem, on_delete=models.CASCADE)
    contact = models.BooleanField(
        _("with the contact data"), help_text="Only when the person also shares the contact data."
    )
    condition_ko = models.CharField(_("condition (Korean)"), max_length=300, blank=True)
    condition_en = models.CharField(_("condition (English)"), max_length=300, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("whitelisted item")
        verbose_name_plural = _("whitelisted items")
        default_related_name = "whitelist"
        constraints = [
            *Part.Meta.constraints,
            models.UniqueConstraint(fields=["recipient", "item"], name="policy_whitelisted_once"),
        ]

    def __str__(self) -> str:
        return f"whitelisted item {self.position}"


class PolicyConsignee(Part):
    """Who processes on the company's behalf (article 3)."""

    category_ko = models.CharField(_("category (Korean)"), max_length=200)
    category_en = models.CharField(_("category (English)"), max_length=200)
    name_ko = models.CharField(_("name (Korean)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200)
    details_ko = models.CharField(_("details (Korean)"), max_length=300)
    details_en = models.CharField(_("details (English)"), max_length=300)
    subconsignees_ko = models.CharField(_("subconsignees (Korean)"), max_length=300, blank=True)
    subconsignees_en = models.CharField(_("subconsignees (English)"), max_length=300, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("consignee")
        verbose_name_plural = _("consignees")
        default_related_name = "consignees"

    def __str__(self) -> str:
        return self.name_en


class PolicyTransfer(Part):
    """A transfer of personal data to another country; storing and viewing there count too (PIPA art. 28-8(2))."""

    recipient_ko = models.CharField(_("recipient (Korean)"), max_length=200)
    recipient_en = models.CharField(_("recipient (English)"), max_length=200)
    country_ko = models.CharField(_("country (Korean)"), max_length=100)
    country_en = models.CharField(_("country (English)"), max_length=100)
    items_ko = models.CharField(_("items (Korean)"), max_length=300)
    items_en = models.CharField(_("items (English)"), max_length=300)
    moment_ko = models.CharField(_("moment (Korean)"), max_length=200)
    moment_en = models.CharField(_("moment (English)"), max_length=200)
    purpose_ko = models.CharField(_("purpose (Korean)"), max_length=300)
    purpose_en = models.CharField(_("purpose (English)"), max_length=300)
    retention_ko = models.CharField(_("retention (Korean)"), max_length=200)
    retention_en = models.CharField(_("retention (English)"), max_length=200)
    basis_ko = models.CharField(_("basis (Korean)"), max_length=200)
    basis_en = models.CharField(_("basis (English)"), max_length=200)
    refusal_ko = models.CharField(_("refusal (Korean)"), max_length=300)
    refusal_en = models.CharField(_("refusal (English)"), max_length=300)

    class Meta(Part.Meta):
        verbose_name = _("transfer to another country")
        verbose_name_plural = _("transfers to other countries")
        default_related_name = "transfers"

    def __str__(self) -> str:
        return self.recipient_en


class PolicyCookie(Part):
    """What cookies are used for and how they are refused (article 8)."""

    category = models.CharField(_("cookie category"), max_length=12, choices=CookieCategory.choices)
    names = models.CharField(_("names"), max_length=200, blank=True)
    keep_ko = models.CharField(_("keep (Korean)"), max_length=200, blank=True)
    keep_en = models.CharField(_("keep (English)"), max_length=200, blank=True)
    purpose_ko = models.TextField(_("purpose (Korean)"))
    purpose_en = models.TextField(_("purpose (English)"))
    refusal_ko = models.TextField(_("refusal (Korean)"))
    refusal_en = models.TextField(_("refusal (English)"))
    effect_ko = models.TextField(_("effect (Korean)"))
    effect_en = models.TextField(_("effect (English)"))

    class Meta(Part.Meta):
        verbose_name = _("cookie purpose")
        verbose_name_plural = _("cookie purposes")
        default_related_name = "cookies"

    def __str__(self) -> str:
        return self.category


class Remedy(Part):
    """An institution that helps when rights are infringed (article 10), as it stood when the version was published."""

    name_ko = models.CharField(_("name (Korean)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200)
    phone = models.CharField(_("phone"), max_length=30)
    website = models.CharField(_("website"), max_length=100)
    responsibilities_ko = models.CharField(_("responsibilities (Korean)"), max_length=300, blank=True)
    responsibilities_en = models.CharField(_("responsibilities (English)"), max_length=300, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("remedy")
        verbose_name_plural = _("remedies")
        default_related_name = "remedies"

    def __str__(self) -> str:
        return self.name_en


class PreservationRule(Part):
    """Which items another law may require to keep apart, and for how long (article 6(2); PIPA art. 21(3)).

    A rule does nothing until the officer has stated why its law applies: `PreservationActivation` (rule 22).
    """

    code = models.CharField(_("policy code"), max_length=40)
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200)
    law_ko = models.CharField(_("law (Korean)"), max_length=300)
    law_en = models.CharField(_("law (English)"), max_length=300)
    activity = models.CharField(max_length=40)
    items = ArrayField(models.CharField(max_length=40))
    starts = models.CharField(max_length=100, help_text="The event from which the period runs.")
    keep_years = models.PositiveSmallIntegerField(_("keep years"), null=True, blank=True)
    keep_months = models.PositiveSmallIntegerField(_("keep months"), null=True, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("preservation rule")
        verbose_name_plural = _("preservation rules")
        default_related_name = "preservation_rules"
        constraints = [
            *Part.Meta.constraints,
            models.UniqueConstraint(fields=["version", "code"], name="policy_preservation_once_per_version"),
            models.CheckConstraint(
                condition=models.Q(keep_years=None) ^ models.Q(keep_months=None), name="policy_preservation_one_length"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class KnownGap(Part):
    """Where the published version and the portal differ, known and listed (rule 1). Blank codes: the whole of it.

    Not frozen with its version: gaps are found later.
    """

    activity = models.CharField(max_length=40, blank=True)
    item = models.CharField(max_length=40, blank=True)
    article = models.PositiveSmallIntegerField(null=True, blank=True)
    direction = models.CharField(_("direction"), max_length=12, choices=GapDirection.choices)
    subject_ko = models.CharField(_("subject (Korean)"), max_length=200)
    subject_en = models.CharField(_("subject (English)"), max_length=200)
    reason_ko = models.TextField(_("reason (Korean)"))
    reason_en = models.TextField(_("reason (English)"))
    remedied_by = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Number of the remedying version.")

    class Meta(Part.Meta):
        verbose_name = _("known gap")
        verbose_name_plural = _("known gaps")
        default_related_name = "known_gaps"

    def __str__(self) -> str:
        return f"gap {self.position}"
