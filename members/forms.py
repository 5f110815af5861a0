"""Forms of joining. Shape and fit of what was typed; whether an ID is free is asked here only to say so in time."""

from typing import Any

from allauth.account.forms import LoginForm as AccountLoginForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.choices import Language, MemberKind
from members.models import Member, login_id_validators


class LoginForm(AccountLoginForm):
    """allauth's form with our word for the login ID."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attributes = {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["login"] = forms.CharField(
            label=_("Login ID"), max_length=30, widget=forms.TextInput(attrs=attributes)
        )
        self.order_fields(["login", "password"])


class JoinEmailForm(forms.Form):
    """The address that the code goes to."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("We send a code to this address. Nothing is stored until you have entered it."),
    )

    def clean_email(self) -> str:
        """Lower case, ASCII only: look-alike letters would make two addresses of one."""
        email: str = self.cleaned_data["email"].lower()
        if not email.isascii():
            raise ValidationError(_("Please write the address in Latin letters."), code="not_ascii")
        return email


class JoinCodeForm(forms.Form):
    """The code from the letter."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        help_text=_("8 letters, as in the e-mail. It is valid for 15 minutes."),
    )


class JoinForm(forms.Form):
    """What an account needs; the policy's further items follow on the member's own page."""

    login_id = forms.CharField(
        label=_("Login ID"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        help_text=_("4 to 30 Latin letters, digits, dots, hyphens or underscores."),
    )
    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html,
    )
    password2 = forms.CharField(
        label=_("Password again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    language = forms.ChoiceField(label=_("Language of our e-mails"), choices=Language.choices)
    is_14 = forms.BooleanField(
        label=_("I am 14 years old or older."),
        error_messages={"required": _("Only people aged 14 or older may join.")},
    )

    def __init__(self, *args: Any, kind: MemberKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_login_id(self) -> str:
        """In lower case, plain, and free."""
        login_id: str = self.cleaned_data["login_id"].lower()
        for validator in login_id_validators:
            validator(login_id)
        if Member.objects.filter(login_id=login_id).exists():
            raise ValidationError(_("This login ID is taken. Please choose another one."), code="taken")
        return login_id

    def clean(self) -> dict[str, Any]:
        """Both passwords the same, and good enough."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        password = values.get("password1")
        if password and "password2" in values and values["password2"] != password:
            self.add_error("password2", _("This is not the same password."))
        if password:
            try:
                validate_password(password, Member(login_id=values.get("login_id", ""), kind=self.kind))
            except ValidationError as error:
                self.add_error("password1", error)
        return values
