"""The answer to the question about cookies, from the banner and from the settings alike."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from privacy.cookies.choices import Press
from privacy.cookies.table import optional_categories
from privacy.guards import GuardedForm


class AnswerForm(GuardedForm):
    """`shown`: marks of the words that were on the page; `next`: the own path to go back to."""

    never_kept = frozenset({"shown", "next"})

    press = forms.ChoiceField(choices=Press.choices)
    allow = forms.MultipleChoiceField(required=False)
    shown = forms.CharField(
        max_length=200, required=False, validators=[RegexValidator(r"^[0-9a-f]{10}( [0-9a-f]{10})*$")]
    )
    next = forms.CharField(max_length=2000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allow = self.fields["allow"]
        if isinstance(allow, forms.MultipleChoiceField):
            allow.choices = [(category.code, category.code) for category in optional_categories()]

    def clean_next(self) -> str:
        """A path of this portal, or nothing."""
        path: str = self.cleaned_data["next"]
        if path and not (path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)):
            raise ValidationError(_("We only lead back to our own pages."), code="next")
        return path
