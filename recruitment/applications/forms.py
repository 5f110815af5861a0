"""Forms of applications."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.consent.forms import ConsentBox
from privacy.consent.questions import Answer, Question
from privacy.guards import GuardedForm
from recruitment.applications.models import Application
from resumes.models import Resume


class ApplyForm(GuardedForm):
    """One screen: which resume, whether contact data go along, and the consent for this company."""

    resume = forms.ChoiceField(label=_("Resume"), widget=forms.RadioSelect)
    contact_shared = forms.BooleanField(
        label=_("Show my contact data too"),
        help_text=_(
            "Phone numbers, email and full address. Without this the company sees of these only your city or district."
        ),
        required=False,
    )

    def __init__(self, *args: Any, resumes: list[Resume], question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resumes = {str(resume.pk): resume for resume in resumes}
        chosen = self.fields["resume"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [(key, resume.title) for key, resume in self.resumes.items()]
            chosen.initial = next(iter(self.resumes), None)
        self.fields["consent"] = ConsentBox(question)

    def clean_resume(self) -> Resume:
        """One of the member's own."""
        return self.resumes[self.cleaned_data["resume"]]


class MoveForm(GuardedForm):
    """Where a company goes on with an application."""

    state = forms.ChoiceField(label=_("Next step"))

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state = self.fields["state"]
        if isinstance(state, forms.ChoiceField):
            state.choices = application.moves


class DeletionForm(GuardedForm):
    """A company's word that nothing of what it had downloaded is left."""

    deleted = forms.BooleanField(label=_("All downloads, prints and notes from it are deleted"))


class ContactForm(GuardedForm):
    """The answer to a company that asks for contact data: the token of the consent beside the button, or nothing."""

    share = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question

    def clean_share(self) -> Answer | None:
        """A consent to what is shown today, or a refusal; a token of another text or time is refused."""
        sent = self.cleaned_data["share"]
        if sent and sent != self.question.token:
            raise forms.ValidationError(_("The text has changed. Please read the points again and answer once more."))
        return Answer(self.question, ticked=True) if sent else None
