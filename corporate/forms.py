"""The form of a company: exactly the policy's items."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NumberError

from corporate.exceptions import NotAPicture
from corporate.logos import picture_of
from corporate.models import Company, CompanyRegistration, Industry
from corporate.registration_numbers import validated
from members.choosing import ClassificationField, PostcodeField
from members.models import Region
from privacy.consent.forms import ConsentBox
from privacy.consent.questions import Question
from privacy.guards import GuardedForm, GuardedModelForm
from privacy.uploads import UploadField

MOST_LOGO_BYTES = 2 * 2**20
COMPANY_FIELDS = (
    "name", "region", "address_line", "postcode", "industry", "main_business", "capital", "annual_sales",
    "classification", "website", "introduction", "name_en", "main_business_en", "introduction_en",
)  # fmt: skip
REGISTRATION_FIELDS = ("registration_number", "representative_name")


class CompanyForm(GuardedModelForm):
    """Registers a company, or mends one that was refused (then without `question`: the consent still holds)."""

    of_companies = True

    region = ClassificationField(Region, level=2, label=_("Province, city or district"))
    postcode = PostcodeField()
    industry = ClassificationField(Industry, level=2, label=_("Industry"))
    registration_number = forms.CharField(
        label=_("Business registration number"),
        max_length=12,
        help_text=_("Ten digits, for example 124-81-00998. It is checked before your company is approved."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    representative_name = forms.CharField(label=_("Name of the representative"), max_length=60)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    field_order = ("registration_number", "name", "representative_name", *COMPANY_FIELDS[1:], "consent")

    class Meta:
        model = Company
        fields = COMPANY_FIELDS
        widgets = {
            "main_business": forms.Textarea(attrs={"rows": 3}),
            "introduction": forms.Textarea(attrs={"rows": 6}),
            "main_business_en": forms.Textarea(attrs={"rows": 3}),
            "introduction_en": forms.Textarea(attrs={"rows": 6}),
        }
        help_texts = {"name_en": _("Shown on the English pages, like the two texts below.")}

    def __init__(
        self,
        data: Any = None,
        *,
        instance: Company | None = None,
        question: Question | None = None,
        registration: CompanyRegistration | None = None,
    ) -> None:
        stated = {name: getattr(registration, name) for name in REGISTRATION_FIELDS} if registration else {}
        super().__init__(data, instance=instance, initial=stated)
        if question:
            self.fields["consent"] = ConsentBox(question)
        for field in self.fields.values():
            if isinstance(field, ClassificationField):
                field.offer()

    def clean_registration_number(self) -> str:
        """Ten digits whose last one checks the others; kept as 123-45-67890."""
        try:
            return validated(self.cleaned_data["registration_number"])
        except NumberError as error:
            raise ValidationError(_("This is not a valid business registration number."), code="invalid") from error


class LogoForm(GuardedForm):
    """One picture."""

    logo = UploadField(
        label=_("Picture"),
        max_length=100,
        most_bytes=MOST_LOGO_BYTES,
        help_text=_("PNG, JPEG or WebP of up to 2 MB. It is made smaller, to at most 512 by 512 pixels."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )

    def clean_logo(self) -> bytes:
        """The picture, written anew."""
        try:
            return picture_of(self.cleaned_data["logo"])
        except NotAPicture as error:
            raise ValidationError(_("This is no PNG, JPEG or WebP picture that we can read."), code="type") from error


class DecisionForm(GuardedForm):
    """The reviewers' decision about a company."""

    of_companies = True

    approve = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Approve")), ("no", _("Refuse"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason, shown to the company"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        """Whoever is refused is told why."""
        cleaned = super().clean() or {}
        if cleaned.get("approve") is False and not cleaned.get("reason", "").strip():
            self.add_error("reason", ValidationError(_("A refusal needs its reason."), code="required"))
        return cleaned
