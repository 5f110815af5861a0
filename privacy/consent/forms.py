"""The consent box: an unticked box beside everything that PIPA arts. 15(2) and 17(2) want told at that place."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.consent.questions import Answer, Question


class ConsentTick(forms.CheckboxInput):
    """A check box that sends the token of its question."""

    def __init__(self, token: str) -> None:
        super().__init__(check_test=lambda value: value == token)
        self.token = token

    def format_value(self, value: Any) -> str:
        """Always the token: whether the box is ticked is another matter."""
        return self.token

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was sent; nothing when the box was left alone."""
        return data.get(name, "")


class BoundConsentBox(forms.BoundField):
    """Tells a screen reader that the points of the notice describe the box."""

    @property
    def aria_describedby(self) -> str:
        """The notice, and the error where there is one."""
        return f"{self.auto_id}_notice {super().aria_describedby or ''}".strip()


class ConsentBox(forms.Field):
    """Asks one `Question`; cleans to an `Answer` for `privacy.consent.services.answer`.

    Render it with `{{ form.<name>.as_field_group }}`. Never ticked beforehand; a tick survives an
    error elsewhere in the form only while its text is the same and the form was not used.
    """

    default_error_messages = {
        "required": _("This consent is needed to go on. Please read the points beside the box."),
        "stale": _(
            "This form was used before, or its text has changed. Please read the points again and tick once more."
        ),
    }

    def __init__(self, question: Question, *, required: bool | None = None) -> None:
        """`required`: where this form can go on without a consent that its service needs."""
        self.question = question
        label = f"{question.notice.mark} {question.notice.statement}"
        super().__init__(
            required=question.notice.required if required is None else required,
            label=label,
            widget=ConsentTick(question.token),
            template_name="privacy/_consent_box.html",
        )

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> "BoundConsentBox":
        return BoundConsentBox(form, self, field_name)

    def clean(self, value: Any) -> Answer:
        """Ticked or not; a token of another text, person or time is refused."""
        if not value:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return Answer(self.question, ticked=False)
        if value != self.question.token:
            raise forms.ValidationError(self.error_messages["stale"], code="stale")
        return Answer(self.question, ticked=True)
