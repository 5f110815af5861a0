"""What the officer types before a plan is decided on or something is held."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.destruction import overview
from privacy.destruction.choices import HoldGround
from privacy.guards import GuardedForm
from privacy.registry import registry


class ApprovalForm(GuardedForm):
    """The plan's own number, typed by hand: nobody approves by a stray click."""

    number = forms.CharField(label=_("Number of the plan"), max_length=10)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["number"].widget.attrs |= {"autocomplete": "off", "inputmode": "numeric"}


class ClosingForm(GuardedForm):
    """Why a plan is rejected or cancelled."""

    reason = forms.CharField(label=_("Reason"), min_length=5, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class RenewalForm(GuardedForm):
    """Until when a hold lasts."""

    until = forms.DateField(label=_("Held until (90 days at most)"), widget=forms.DateInput(attrs={"type": "date"}))


class HoldForm(RenewalForm):
    """Whose data are held, under which activity, and on what ground (product rule 24)."""

    subject_id = forms.UUIDField(label=_("Random id of the subject"))
    activity = forms.ChoiceField(label=_("Activity"))
    ground = forms.ChoiceField(label=_("Ground"), choices=HoldGround.choices)
    basis = forms.CharField(label=_("Article or case number (no names)"), min_length=5, max_length=300)
    field_order = ("subject_id", "activity", "ground", "basis", "until")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        found = [(activity.code, overview.activity_title(activity.code)) for activity in registry().activities()]
        cast(forms.ChoiceField, self.fields["activity"]).choices = found


class ReleaseForm(GuardedForm):
    """That a hold ends now."""

    sure = forms.BooleanField(label=_("What is due is proposed again the next night."))
