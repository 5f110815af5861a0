"""The form of published classifications: codes in a tree, with Korean and, where published, English names."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class ClassificationQuerySet(models.QuerySet["Classification"]):
    """Reads of a classification."""

    def current(self) -> "ClassificationQuerySet":
        """What can be chosen; a closed code is only kept for those who chose it before."""
        return self.filter(closed_on=None)

    def top(self) -> "ClassificationQuerySet":
        """The first level."""
        return self.filter(parent=None)


class Classification(models.Model):
    """One published code. Codes are never deleted: rows point to them."""

    code = models.CharField(_("code"), max_length=10, primary_key=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="children", verbose_name=_("belongs to")
    )
    level = models.PositiveSmallIntegerField(_("level"))
    name_ko = models.CharField(_("name in Korean"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, help_text=_("Since when it is no longer published."))

    objects = ClassificationQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self) -> str:
        """The name in the language of the page; the Korean one where no English name is published."""
        return self.name_ko if get_language() == "ko" else self.name_en or self.name_ko
