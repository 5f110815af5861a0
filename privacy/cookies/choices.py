"""The closed vocabularies of the room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Answer(TextChoices):
    """What a visitor said about one category."""

    ALLOWED = "allowed", _("allowed")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Press(TextChoices):
    """Which button of the question was pressed."""

    ACCEPT = "accept", _("Allow all")
    REFUSE = "refuse", _("Refuse all")
    SAVE = "save", _("Save this selection")
