"""Forms of the room of rights."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.consent.forms import ConsentBox
from privacy.consent.questions import Question
from privacy.guards import GuardedForm


class CodeForm(GuardedForm):
    """The reference code of somebody who left."""

    code = forms.CharField(
        label=_("Reference code"),
        max_length=60,
        help_text=_("26 letters and digits from the page and the e-mail that you received when you left."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class GiveForm(GuardedForm):
    """One consent to be given once more: unticked, and nothing happens without the tick."""

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"] = box = ConsentBox(question)
        box.required = True


class ExportForm(GuardedForm):
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


class RenewForm(GuardedForm):
    """One unticked box for each consent that may be renewed; renewing needs a tick, the other answers need none."""

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            notice = question.notice
            name = f"{notice.activity}-{notice.recipient.id}" if notice.recipient else notice.activity
            self.fields[name] = box = ConsentBox(question)
            box.required = False

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError when nothing is ticked."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(answer.ticked for answer in cleaned.values()):
            raise forms.ValidationError(_("Please tick at least one box, or choose another button."))
        return cleaned


class VerifyForm(GuardedForm):
    """Code and date of a document: both stand on it."""

    code = forms.CharField(
        label=_("Verification code"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    date = forms.DateField(
        label=_("Date of the document"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
