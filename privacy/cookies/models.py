"""Counts by day. No row is about a person, and none is made from fewer people than it says (rule 9; policy art. 8)."""

from datetime import date

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


class VisitCount(models.Model):
    """How often the pages of one service were opened on one Seoul day by those who allowed it, and by how many."""

    day = models.DateField(_("day"))
    service = models.CharField(_("service"), max_length=40)
    visits = models.PositiveIntegerField(_("visits"))
    visitors = models.PositiveIntegerField(_("visitors"))

    class Meta:
        verbose_name = _("visits")
        verbose_name_plural = _("visits")
        constraints = [models.UniqueConstraint(fields=["day", "service"], name="visits_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.service}"


class SearchTermQuerySet(models.QuerySet["SearchTerm"]):
    """Reads of popular terms."""

    def popular_since(self, day: date) -> list[str]:
        """The terms of the days since `day`, the most wanted first; one that staff hid stays away on every day."""
        hidden = SearchTerm.objects.filter(hidden=True).values("term")
        found = self.filter(day__gte=day).exclude(term__in=hidden).values("term")
        return list(
            found.annotate(most=models.Max("visitors")).order_by("-most", "term").values_list("term", flat=True)
        )


class SearchTerm(models.Model):
    """A term that at least 20 different visitors searched for on one Seoul day; no other term is ever stored here."""

    FEWEST = 20

    day = models.DateField(_("day"))
    term = models.CharField(_("term"), max_length=40)
    visitors = models.PositiveIntegerField(_("visitors"))
    hidden = models.BooleanField(_("hidden"), default=False, help_text=_("Not shown to anybody, on no day."))

    objects = SearchTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("popular search term")
        verbose_name_plural = _("popular search terms")
        constraints = [
            models.UniqueConstraint(fields=["day", "term"], name="search_term_once_a_day"),
            models.CheckConstraint(condition=models.Q(visitors__gte=20), name="search_term_of_twenty_visitors"),
        ]

    def __str__(self) -> str:
        return self.term
