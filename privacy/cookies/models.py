"""Counts by day. No row is about a person, and none is made from fewer people than it says (rule 9; policy art. 8)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.cookies.choices import Answer
from privacy.policy.choices import CookieCategory


class AnswerCount(models.Model):
    """How often visitors gave one answer about one category of cookies on one Seoul day."""

    day = models.DateField(_("day"))
    category = models.CharField(_("category"), max_length=12, choices=CookieCategory.choices)
    answer = models.CharField(_("answer"), max_length=9, choices=Answer.choices)
    count = models.PositiveIntegerField(_("count"), default=0)

    class Meta:
        verbose_name = _("answers about cookies")
        verbose_name_plural = _("answers about cookies")
        constraints = [models.UniqueConstraint(fields=["day", "category", "answer"], name="cookie_answers_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.category} {self.answer}"
