"""Forms of inquiries."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.consent.forms import ConsentBox
from privacy.consent.questions import Question
from privacy.guards import GuardedForm
from privacy.inquiries.choices import Addressee

LONGEST_QUESTION, LONGEST_ANSWER = 4000, 8000


class InquiryForm(GuardedForm):
    """An inquiry; `question`, where it is given, asks for the consent to the agency. Nobody needs to give it."""

    to = forms.ChoiceField(
        label=_("To whom"),
        choices=[(Addressee.COMPANY, _("IMPIX, the privacy officer")), (Addressee.AGENCY, _("The operating agency"))],
        initial=Addressee.COMPANY,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Your inquiry"),
        max_length=LONGEST_QUESTION,
        help_text=_("Up to 4,000 characters."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, question: Question | None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"submission": uuid4()}, **kwargs})
        if question is not None:
            self.fields["consent"] = ConsentBox(question, required=False)

    @property
    def misses_consent(self) -> bool:
        """Whether it is for the agency and the box beside it was left alone."""
        answer = self.cleaned_data.get("consent")
        return self.cleaned_data["to"] == Addressee.AGENCY and answer is not None and not answer.ticked


class AnswerForm(GuardedForm):
    """The answer, which closes the inquiry."""

    text = forms.CharField(
        label=_("Answer"),
        max_length=LONGEST_ANSWER,
        help_text=_(
            "The person reads it at once, with the institutions that help further. Sending it closes the inquiry."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
