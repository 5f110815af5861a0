"""Form fields that choose from a published classification, and the postcode that goes with a region (rule 40)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.classifications import Classification


class ClassificationField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One current code, offered in the groups of its first level; one query.

    A first level that is not divided any further (Sejong) can be chosen itself.
    """

    def __init__(self, model: type[Classification], *, level: int, **kwargs: Any) -> None:
        self.level = level
        super().__init__(model._default_manager.none(), empty_label=_("Please choose"), **kwargs)
        self.model = model

    def offer(self) -> None:
        """Load what can be chosen; forms call it when they are made, so that no import asks the database."""
        current = self.model._default_manager.filter(closed_on=None, level__lte=self.level)
        names = {row.code: row for row in current}
        divided = {row.parent_id for row in names.values()}  # type: ignore[attr-defined]
        offered = [row for row in names.values() if row.level == self.level or row.code not in divided]
        self.queryset = current.filter(pk__in=[row.code for row in offered])
        groups: dict[str, list[tuple[str, str]]] = {}
        for row in offered:
            groups.setdefault(self._top(row, names), []).append((row.code, str(row)))
        self.choices = [("", self.empty_label), *groups.items()]

    def _top(self, row: Classification, names: dict[str, Classification]) -> str:
        while row.parent_id and row.parent_id in names:  # type: ignore[attr-defined]
            row = names[row.parent_id]  # type: ignore[attr-defined]
        return str(row)


class PostcodeField(forms.RegexField):
    """Five digits, or nothing."""

    default_error_messages = {"invalid": _("A postcode has five digits.")}

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"autocomplete": "postal-code", "inputmode": "numeric"}
        widget = forms.TextInput(attrs=attributes)
        super().__init__(r"^[0-9]{5}\Z", label=_("Postcode"), required=False, widget=widget, **kwargs)
