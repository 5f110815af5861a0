"""What the officer types before a plan is decided on or something is held."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from privacy.destruction import overview
from privacy.destruction.choices import HoldGround, PaperMethod
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


class ScopeForm(GuardedForm):
    """About whom and under which activity."""

    subject_id = forms.UUIDField(label=_("Random id of the subject"))
    activity = forms.ChoiceField(label=_("Activity"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        found = [(activity.code, overview.activity_title(activity.code)) for activity in registry().activities()]
        cast(forms.ChoiceField, self.fields["activity"]).choices = found


class HoldForm(ScopeForm, RenewalForm):
    """Whose data are held, under which activity, and on what ground (product rule 24)."""

    ground = forms.ChoiceField(label=_("Ground"), choices=HoldGround.choices)
    basis = forms.CharField(label=_("Article or case number (no names)"), min_length=5, max_length=300)
    field_order = ("subject_id", "activity", "ground", "basis", "until")


class ReleaseForm(GuardedForm):
    """That a hold ends now."""

    sure = forms.BooleanField(label=_("What is due is proposed again the next night."))


class PaperForm(ScopeForm):
    """A letter, fax or copy (product rule 25)."""

    what = forms.CharField(label=_("What it is (letter, fax, copy; no names)"), min_length=2, max_length=200)
    case_number = forms.CharField(label=_("Case number"), max_length=60)
    place = forms.CharField(label=_("Where it is kept"), max_length=200)
    pages = forms.IntegerField(label=_("Pages"), min_value=1, max_value=100_000)


class ConfirmationForm(GuardedForm):
    """How a paper was destroyed, when and before whom."""

    method = forms.ChoiceField(label=_("How it was destroyed"), choices=PaperMethod.choices)
    destroyed_on = forms.DateField(label=_("Destroyed on"), widget=forms.DateInput(attrs={"type": "date"}))
    witness_id: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(label=_("Witness"), queryset=None)

    def __init__(self, *args: object, witnesses: QuerySet[Any], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        cast("forms.ModelChoiceField[Any]", self.fields["witness_id"]).queryset = witnesses

    def clean_witness_id(self) -> UUID:
        """Her id: a name is not kept."""
        return UUID(str(self.cleaned_data["witness_id"].pk))
