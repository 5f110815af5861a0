"""What can be done with somebody's data. The values are part of every access row and stable for ever."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Action(TextChoices):
    """Policy art. 7: what is logged."""

    VIEW = "view", _("view")
    LIST = "list", _("list")
    SEARCH = "search", _("search")
    REVEAL = "reveal", _("unmasking")
    DOWNLOAD = "download", _("download")
    EXPORT = "export", _("export")
    CHANGE = "change", _("change")
