"""Resumes and what they are classified by."""

from django.utils.translation import gettext_lazy as _

from members.classifications import Classification


class Occupation(Classification):
    """An occupation of the Korean Employment Classification of Occupations 2025 (KECO)."""

    class Meta(Classification.Meta):
        verbose_name = _("occupation")
        verbose_name_plural = _("occupations")
