"""The guard that every form of the portal carries: no unique identifier gets past it (PIPA art. 24-2; product rule 37).

`IdentifierGuard` comes first among a form's bases and looks at every text and every file name that the form accepts, so
that a field cannot be forgotten; a test of the house refuses a form without it. What is found is shown masked.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.clocks import seoul_date
from privacy.identifiers import Hit, Kind, find

CONFIRMATION = "not_an_identifier"
BLOCKED = {
    Kind.RESIDENT: _("Please take out the resident registration number (%(masked)s). We may not keep such numbers."),
    Kind.FOREIGNER: _("Please take out the foreigner registration number (%(masked)s). We may not keep such numbers."),
    Kind.PASSPORT: _("Please take out the passport number (%(masked)s). We may not keep such numbers."),
    Kind.LICENCE: _("Please take out the driver's licence number (%(masked)s). We may not keep such numbers."),
}
DOUBTED = {
    Kind.CORPORATE: _("Is %(masked)s a corporate registration number? If so, say so below."),
    Kind.PASSPORT: _("%(masked)s looks like a passport number. If it is none, say so below."),
    Kind.LICENCE: _("%(masked)s looks like a driver's licence number. If it is none, say so below."),
}
OF_COMPANIES = _("Yes, these are corporate registration numbers or other numbers, and no numbers of a person.")
OF_PEOPLE = _("These are other numbers, and no passport or driver's licence numbers.")


class IdentifierGuard(forms.BaseForm):
    """Refuses what holds a unique identifier; asks about what may be another number, with a box below the form."""

    of_companies: ClassVar[bool] = False
    # Fields whose text is never kept as it was typed.
    never_kept: ClassVar[frozenset[str]] = frozenset({"password", "password1", "password2", "passphrase", "code"})

    def full_clean(self) -> None:
        """Clean as ever, then look at what was accepted."""
        super().full_clean()
        for name, value in list(getattr(self, "cleaned_data", {}).items()):
            if name not in self.never_kept:
                self.guard(name, value)

    def guard(self, name: str, value: Any) -> None:
        """Look at a value of the field `name`."""
        hits = list(dict.fromkeys(hits_in(value, of_companies=self.of_companies)))
        blocked = [hit for hit in hits if not hit.doubtful]
        doubted = [hit for hit in hits if hit.doubtful]
        if doubted:
            self._offer_confirmation()
        if self._is_confirmed():
            doubted = []
        for hit in (*blocked, *doubted):
            self.add_error(name, refusal(hit))

    def _offer_confirmation(self) -> None:
        label = OF_COMPANIES if self.of_companies else OF_PEOPLE
        self.fields.setdefault(CONFIRMATION, forms.BooleanField(label=label, required=False))

    def _is_confirmed(self) -> bool:
        box = forms.CheckboxInput()
        return bool(box.value_from_datadict(self.data, self.files, self.add_prefix(CONFIRMATION)))


class GuardedForm(IdentifierGuard, forms.Form):
    """The base of the portal's forms."""


class GuardedModelForm(IdentifierGuard, forms.ModelForm):  # type: ignore[type-arg]
    """The base of the portal's forms that write a model, those of formsets too."""


def hits_in(value: Any, *, of_companies: bool = False) -> Iterator[Hit]:
    """The identifiers in a cleaned value: a text, a list of texts, or the name of an upload."""
    today = seoul_date(timezone.now())
    if isinstance(value, str):
        yield from find(value, today=today, of_companies=of_companies)
    elif isinstance(value, UploadedFile):
        yield from find((value.name or "").rpartition(".")[0], today=today, of_companies=of_companies)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from hits_in(part, of_companies=of_companies)


def refusal(hit: Hit) -> ValidationError:
    """What a person is told about a number, of which the message shows what may be shown."""
    texts, code = (DOUBTED, "doubtful_identifier") if hit.doubtful else (BLOCKED, "identifier")
    return ValidationError(texts[hit.kind], code=code, params={"masked": hit.masked})
