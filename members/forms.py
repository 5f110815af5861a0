"""Forms of joining and of the profile. Whether an ID is free is asked here only to say so in time."""

from collections.abc import Sequence
from typing import Any

import phonenumbers
from allauth.account.forms import LoginForm as AccountLoginForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.choices import Gender, Language, MemberKind
from members.choosing import ClassificationField, PostcodeField
from members.models import Member, Region, TermsVersion, login_id_validators
from members.services import MEMBERSHIP
from privacy.consent.forms import ConsentBox, ConsentTick
from privacy.consent.questions import Answer, Question
from privacy.guards import GuardedForm, IdentifierGuard


class LoginForm(IdentifierGuard, AccountLoginForm):
    """allauth's form with our word for the login ID."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attributes = {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["login"] = forms.CharField(
            label=_("Login ID"), max_length=30, widget=forms.TextInput(attrs=attributes)
        )
        self.order_fields(["login", "password"])


class ReturnForm(GuardedForm):
    """Undoing leaving: the password once more, and the consents that leaving withdrew, each unticked (rule 27)."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = sorted(questions, key=lambda question: question.notice.activity != MEMBERSHIP)
        self.boxes = [f"consent_{question.notice.activity}" for question in questions]
        for name, question in zip(self.boxes, questions, strict=True):
            # The account needs its own consent; refusing another leaves membership as it is, as its notice says.
            self.fields[name] = ConsentBox(question, required=question.notice.activity == MEMBERSHIP)
        self.order_fields([*self.boxes, "password"])

    def answers(self) -> list[Answer]:
        """What was said to each question."""
        return [self.cleaned_data[name] for name in self.boxes]


class JoinEmailForm(GuardedForm):
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


class JoinCodeForm(GuardedForm):
    """The code from the letter."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        help_text=_("8 letters, as in the e-mail. It is valid for 15 minutes."),
    )


class PhoneField(forms.CharField):
    """A valid number; kept in its national form when it is Korean."""

    widget = forms.TelInput

    def clean(self, value: Any) -> str:
        """010-1234-5678, or +49 30 1234567; blank where it need not be given."""
        text: str = super().clean(value)
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, "KR")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise ValidationError(_("Please enter a phone number, for example 010-1234-5678."), code="invalid")
        formats = phonenumbers.PhoneNumberFormat
        shape = formats.NATIONAL if number.country_code == 82 else formats.INTERNATIONAL
        return str(phonenumbers.format_number(number, shape))


class ProfileForm(GuardedForm):
    """Exactly the policy's items of membership, besides e-mail address and login ID (policy art. 5).

    `required`: the item codes that must be given; the officer may relax them (rule 5).
    """

    ITEMS = {
        "name": ["name"],
        "gender": ["gender"],
        "nickname": ["nickname"],
        "mobile": ["mobile"],
        "phone": ["phone"],
        "address": ["region", "address_line"],
    }

    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    nickname = forms.CharField(
        label=_("Nickname"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "nickname"})
    )
    gender = forms.ChoiceField(label=_("Gender"), choices=[("", _("Please choose")), *Gender.choices])
    mobile = PhoneField(label=_("Mobile phone"), max_length=20, widget=forms.TelInput(attrs={"autocomplete": "tel"}))
    phone = PhoneField(
        label=_("Telephone"), max_length=20, help_text=_("Without another one, give your mobile number again.")
    )
    region = ClassificationField(Region, level=2, label=_("Province, city or district"))
    address_line = forms.CharField(
        label=_("Street and house"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    postcode = PostcodeField()

    def __init__(self, *args: Any, required: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item, names in self.ITEMS.items():
            for name in names:
                self.fields[name].required = item in required
        region = self.fields["region"]
        if isinstance(region, ClassificationField):
            region.offer()

    def items(self) -> dict[str, str]:
        """What was stated, by the fields of `MemberProfile`."""
        region = self.cleaned_data["region"]
        names = ("name", "nickname", "gender", "mobile", "phone", "address_line", "postcode")
        return {"region_code": region.code if region else "", **{name: self.cleaned_data[name] for name in names}}


class TermsBox(forms.Field):
    """Accepting the terms as they were shown; a tick under other terms is asked for again."""

    default_error_messages = {
        "required": _("Membership needs the terms of use to be accepted."),
        "stale": _("The terms have changed. Please read them again and tick once more."),
    }

    def __init__(self, version: TermsVersion) -> None:
        self.version = version
        super().__init__(
            label=_("I have read the terms of use and accept them."),
            widget=ConsentTick(version.hash),
            template_name="members/_terms_box.html",
        )

    def clean(self, value: Any) -> TermsVersion:
        """The version that was accepted."""
        if not value:
            raise ValidationError(self.error_messages["required"], code="required")
        if value != self.version.hash:
            raise ValidationError(self.error_messages["stale"], code="stale")
        return self.version


class JoinForm(ProfileForm):
    """What an account needs, the policy's items, and what is accepted and consented to: each box unticked (rule 2)."""

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

    field_order = ("login_id", "password1", "password2", "language")

    def __init__(self, *args: Any, kind: MemberKind, terms: TermsVersion, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["terms"] = TermsBox(terms)
        self.fields["consent"] = ConsentBox(question)
        self.order_fields([name for name in self.fields if name != "is_14"])

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
