"""Forms of the room of rights."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.consent.forms import ConsentBox
from privacy.consent.questions import Question


class CodeForm(forms.Form):
    """The reference code of somebody who left."""

    code = forms.CharField(
        label=_("Reference code"),
        max_length=60,
        help_text=_("26 letters and digits from the page and the e-mail that you received when you left."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class GiveForm(forms.Form):
    """One consent to be given once more: unticked, and nothing happens without the tick."""

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"] = box = ConsentBox(question)
        box.required = True


class ExportForm(forms.Form):
    """Whether the file is encrypted once more."""

    passphrase = forms.CharField(
        label=_("Passphrase"),
        required=False,
        min_length=8,
        max_length=128,
        strip=False,
        help_text=_(
            "With one the file is encrypted (AES-256); not every computer opens that without a program such as 7-Zip."
            " We forget it once the file is built."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
