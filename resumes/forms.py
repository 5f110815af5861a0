"""Forms of resumes: the identity block, the sections, and one file."""

from datetime import date
from typing import Any, ClassVar

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.choosing import ClassificationField, PostcodeField
from members.models import Region
from privacy.clocks import add_years, seoul_date
from privacy.consent.forms import ConsentBox
from privacy.consent.questions import Question
from privacy.guards import GuardedForm, GuardedModelForm
from privacy.subjects.opening import open_own
from privacy.uploads import UploadField
from resumes.models import Career, Education, Licence, Resume, Section
from resumes.pdf_text import TooHard, text_of

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
YOUNGEST = 14
MOST_ROWS = 30
SECTIONS: dict[str, tuple[type[Section], tuple[str, ...]]] = {
    "educations": (Education, ("school", "major", "period")),
    "careers": (Career, ("employer", "role", "period")),
    "licences": (Licence, ("licence", "issuer", "period")),
}
HEADINGS = {"educations": _("Education"), "careers": _("Career"), "licences": _("Licences and qualifications")}


class ResumeForm(GuardedModelForm):
    """The resume itself; the first one asks for the consent to job matching."""

    email = forms.EmailField(label=_("Email"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    region = ClassificationField(Region, level=2, label=_("Province, city or district"))
    postcode = PostcodeField()

    field_order = ("title", "name", "birth_date", "mobile", "phone", "email", "region", "address", "postcode")

    class Meta:
        model = Resume
        fields = (
            "title", "name", "birth_date", "mobile", "phone", "email", "address", "postcode", "affiliation",
            "desired_job", "introduction",
        )  # fmt: skip
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "birth_date": forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
            "mobile": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            "phone": forms.TextInput(attrs={"type": "tel"}),
            "address": forms.TextInput(attrs={"autocomplete": "street-address"}),
            "introduction": forms.Textarea(attrs={"rows": 8}),
        }

    def __init__(self, *args: Any, question: Question | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        if isinstance(region, ClassificationField):
            region.offer()
        if not self.instance._state.adding:
            self.initial["region"] = self.instance.region_code
        if question is not None:
            self.fields["consent"] = ConsentBox(question)

    def clean(self) -> dict[str, Any]:
        """The region is kept by its code."""
        cleaned = super().clean() or self.cleaned_data
        if "region" in cleaned:
            self.instance.region_code = cleaned["region"].pk
        return cleaned

    def clean_birth_date(self) -> date:
        """A day of the past; whoever is under 14 needs a legal representative and cannot be served here."""
        born: date = self.cleaned_data["birth_date"]
        today = seoul_date(timezone.now())
        if not date(1900, 1, 1) <= born <= today:
            raise ValidationError(_("Please enter your date of birth."), code="invalid")
        if add_years(born, YOUNGEST) >= today:
            raise ValidationError(_("IMPIX can be used from the age of 14."), code="young")
        return born

    def clean_mobile(self) -> str:
        """A phone number as Koreans write it."""
        return phone_number(self.cleaned_data["mobile"])

    def clean_phone(self) -> str:
        """As the mobile phone, or nothing."""
        return phone_number(self.cleaned_data["phone"]) if self.cleaned_data["phone"] else ""


class PdfForm(GuardedForm):
    """One PDF document."""

    file = UploadField(
        label=_("PDF file"),
        max_length=100,
        most_bytes=MOST_BYTES,
        help_text=_("A PDF of up to 10 MB. It is encrypted; only companies to which you apply can open it."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """A PDF by its content, whatever it is called, without a unique identifier in the text that can be read."""
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        head, tail = upload.read(5), _tail(upload)
        if head != b"%PDF-" or b"%%EOF" not in tail:
            raise ValidationError(_("This is not a complete PDF document."), code="type")
        try:
            self.text = text_of(upload.read())
        except TooHard as error:
            raise ValidationError(_("This PDF is too complicated to be checked."), code="too_hard") from error
        upload.seek(0)
        return upload

    def full_clean(self) -> None:
        """Look at the text of the document as at a text that was typed."""
        super().full_clean()
        if self.is_bound and "file" in self.cleaned_data:
            self.guard("file", self.text)


def phone_number(text: str) -> str:
    """A valid number, in its national form for Korean ones."""
    try:
        number = phonenumbers.parse(text, "KR")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValidationError(_("Please enter a phone number, for example 010-1234-5678."), code="invalid")
    national = number.country_code == 82
    form = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def section_formsets(data: Any, resume: Resume) -> list[tuple[Any, Any]]:
    """Heading and formset for each section of a resume, with its rows opened for their owner and one empty row more."""
    formsets = []
    for prefix, (model, fields) in SECTIONS.items():
        make = forms.modelformset_factory(
            model, form=GuardedModelForm, fields=fields, extra=1, can_delete=True,
            max_num=MOST_ROWS, absolute_max=MOST_ROWS + 5,
        )  # fmt: skip
        rows = model.objects.none() if resume._state.adding else getattr(resume, prefix).all()
        formset = make(data, prefix=prefix, queryset=rows)
        open_own(formset.get_queryset(), resume.subject_id)
        formsets.append((HEADINGS[prefix], formset))
    return formsets


def rows_of(formset: Any) -> tuple[list[Section], list[Section]]:
    """The rows of a valid formset to keep, in their order, and those to delete."""
    gone = set(map(id, formset.deleted_forms))
    filled = [form for form in formset.forms if form in formset.initial_forms or form.has_changed()]
    kept = [form.instance for form in filled if id(form) not in gone]
    deleted = [form.instance for form in formset.deleted_forms if not form.instance._state.adding]
    return kept, deleted


def _tail(upload: "UploadedFile[Any]") -> bytes:
    upload.seek(max((upload.size or 0) - 2048, 0))
    tail: bytes = upload.read(2048)
    upload.seek(0)
    return tail
