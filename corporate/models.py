"""Companies and what they are classified by."""

from django.utils.translation import gettext_lazy as _

from members.classifications import Classification


class Industry(Classification):
    """An industry of the Korean Standard Industrial Classification, 11th revision (KSIC 11)."""

    class Meta(Classification.Meta):
        verbose_name = _("industry")
        verbose_name_plural = _("industries")
