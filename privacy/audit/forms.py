"""What the officer states before she sees anything."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonField(forms.CharField):
    """Why somebody's data are needed: a case number or a sentence."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Reason or case number"), min_length=5, max_length=200, **kwargs)


class SearchForm(forms.Form):
    """One exact value, and why it is looked for."""

    by = forms.ChoiceField(label=_("Search by"))
    value = forms.CharField(label=_("Exact value"), max_length=200)
    reason = ReasonField()

    def __init__(self, lookups: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["by"].choices = lookups  # type: ignore[attr-defined]
        for name in ("value", "reason"):
            self.fields[name].widget.attrs["autocomplete"] = "off"


class RevealForm(forms.Form):
    """Which values to show in full, and why."""

    names = forms.MultipleChoiceField(label=_("Items"), widget=forms.CheckboxSelectMultiple)
    reason = ReasonField()

    def __init__(self, fields: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["names"].choices = fields  # type: ignore[attr-defined]
        self.fields["reason"].widget.attrs["autocomplete"] = "off"
