"""Forms of postings."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.choices import Language
from members.choosing import ClassificationField
from members.models import Region
from privacy.clocks import add_years, seoul_date
from privacy.guards import GuardedForm, GuardedModelForm
from recruitment.postings.models import Posting
from resumes.models import Occupation


class PostingForm(GuardedModelForm):
    """Writes a posting; what it lacks is said beside the field."""

    of_companies = True

    occupation = ClassificationField(Occupation, level=3, label=_("Occupation"))
    region = ClassificationField(Region, level=2, label=_("Work location"))

    class Meta:
        model = Posting
        fields = (
            "language", "title", "occupation", "employment_type", "headcount", "eligibility", "region", "workplace",
            "conditions", "pay_period", "pay_from", "pay_to", "pay_note", "information", "deadline",
        )  # fmt: skip
        widgets = {
            "deadline": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "eligibility": forms.Textarea(attrs={"rows": 5}),
            "conditions": forms.Textarea(attrs={"rows": 5}),
            "information": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("occupation", "region"):
            field = self.fields[name]
            if isinstance(field, ClassificationField):
                field.offer()

    def clean_deadline(self) -> Any:
        """From today on, at most a year ahead."""
        deadline = self.cleaned_data["deadline"]
        today = seoul_date(timezone.now())
        if not today <= deadline <= add_years(today, 1):
            raise ValidationError(_("Choose a day from today up to one year ahead."), code="deadline")
        return deadline


class PostingSearchForm(GuardedForm):
    """What the list of postings can be narrowed by; its address can be shared."""

    words = forms.CharField(
        label=_("Words"), max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the posting"), required=False, choices=[("", _("Any language")), *Language.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        if isinstance(region, forms.ChoiceField):
            provinces = Region.objects.filter(parent=None, closed_on=None)
            region.choices = [("", _("Anywhere")), *((row.code, str(row)) for row in provinces)]
