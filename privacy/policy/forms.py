"""What the officer types about a version as a whole."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.guards import GuardedForm, GuardedModelForm
from privacy.policy.models import PolicyVersion


class VersionForm(GuardedModelForm):
    """Title, summary and officer of a draft."""

    class Meta:
        model = PolicyVersion
        fields = [
            "title_ko", "title_en", "summary_ko", "summary_en", "officer_ko", "officer_en",
            "officer_department_ko", "officer_department_en", "officer_phone", "officer_email",
        ]  # fmt: skip
        widgets = {name: forms.Textarea(attrs={"rows": 4, "cols": 80}) for name in ("summary_ko", "summary_en")}


class PublishForm(GuardedForm):
    """The number typed by hand, so that nobody publishes by a stray click, and the day from which it is in force."""

    number = forms.IntegerField(label=_("Number of the version"), min_value=1, max_value=32767)
    effective_at = forms.DateField(label=_("Effective date"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, version: PolicyVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version
        self.fields["number"].widget.attrs |= {"autocomplete": "off"}

    def clean_number(self) -> int:
        """It must be this version's."""
        number: int = self.cleaned_data["number"]
        if number != self.version.number:
            raise forms.ValidationError(_("This is not the number of the version."))
        return number


class WithdrawForm(GuardedForm):
    """Why an announced version is taken back; members read it."""

    reason = forms.CharField(
        label=_("Reason, shown to everybody"), min_length=5, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
