"""What the officer states before she sees anything."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from privacy.guards import GuardedForm

Parser = Callable[[str], Any]


class ReasonField(forms.CharField):
    """Why somebody's data are needed: a case number or a sentence."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Reason or case number"), min_length=5, max_length=200, **kwargs)


class SearchForm(GuardedForm):
    """One exact value, and why it is looked for."""

    by = forms.ChoiceField(label=_("Search by"))
    value = forms.CharField(label=_("Exact value"), max_length=200)
    reason = ReasonField()

    def __init__(self, lookups: list[tuple[str, str]], parsers: Mapping[str, Parser], data: Any = None) -> None:
        super().__init__(data)
        self._parsers = parsers
        self.fields["by"].choices = lookups  # type: ignore[attr-defined]
        for name in ("value", "reason"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """Add `parsed`: the value in the form in which its field is looked up."""
        cleaned: dict[str, Any] = self.cleaned_data
        if {"by", "value"} <= cleaned.keys():
            try:
                cleaned["parsed"] = self._parsers.get(cleaned["by"], str)(cleaned["value"])
            except ValidationError as error:
                self.add_error("value", error)
        return cleaned


def name_and_birth_date(text: str) -> tuple[str, date]:
    """Reads "홍길동 1990-01-31" for a blind index of both."""
    name, _space, day = text.strip().rpartition(" ")
    try:
        return name, date.fromisoformat(day)
    except ValueError:
        raise ValidationError(_("Enter a name and a date of birth, such as Hong Gildong 1990-01-31.")) from None


class RevealForm(GuardedForm):
    """Which values to show in full, and why."""

    names = forms.MultipleChoiceField(label=_("Items"), widget=forms.CheckboxSelectMultiple)
    reason = ReasonField()

    def __init__(self, fields: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["names"].choices = fields  # type: ignore[attr-defined]
        self.fields["reason"].widget.attrs["autocomplete"] = "off"
