"""What the officer types before a plan is decided on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.guards import GuardedForm


class ApprovalForm(GuardedForm):
    """The plan's own number, typed by hand: nobody approves by a stray click."""

    number = forms.CharField(label=_("Number of the plan"), max_length=10)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["number"].widget.attrs |= {"autocomplete": "off", "inputmode": "numeric"}


class ClosingForm(GuardedForm):
    """Why a plan is rejected or cancelled."""

    reason = forms.CharField(label=_("Reason"), min_length=5, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
