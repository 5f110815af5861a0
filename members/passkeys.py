"""allauth's passkey forms, made to refuse what no browser sends: without them odd JSON ends as a server error."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.core.exceptions import ValidationError

from privacy.guards import IdentifierGuard

MOST_SIGNS, MOST_BRACKETS = 20_000, 60


class CredentialField(forms.JSONField):
    """What navigator.credentials gives: small, flat, and without NUL, which PostgreSQL cannot keep."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)

    def to_python(self, value: Any) -> Any:
        """The parsed credential. Raises ValidationError."""
        if _is_odd(value):
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": "…"})
        return super().to_python(value)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """An odd credential is not shown again: Django would parse it for that."""
        return None if _is_odd(data) else super().bound_data(data, initial)


def _is_odd(value: Any) -> bool:
    text = str(value or "")
    return len(text) > MOST_SIGNS or text.count("{") + text.count("[") > MOST_BRACKETS or "\\u0000" in text


def _refusing(clean: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Answer a credential that has not the expected shape as one that does not fit."""

    def careful(form: Any) -> Any:
        try:
            return clean(form)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise get_adapter().validation_error("incorrect_code") from error

    return careful


class AddForm(IdentifierGuard, passkeys.AddWebAuthnForm):
    """Add a passkey."""

    name = forms.CharField(max_length=60, required=False)
    credential = CredentialField()
    clean = _refusing(passkeys.AddWebAuthnForm.clean)


class EditForm(IdentifierGuard, passkeys.EditWebAuthnForm):
    """Rename a passkey."""

    name = forms.CharField(max_length=60)


class AuthenticateForm(IdentifierGuard, passkeys.AuthenticateWebAuthnForm):
    """The second step by passkey."""

    credential = CredentialField()
    clean_credential = _refusing(passkeys.AuthenticateWebAuthnForm.clean_credential)


class LoginForm(IdentifierGuard, passkeys.LoginWebAuthnForm):
    """Sign in by passkey alone."""

    credential = CredentialField()
    clean_credential = _refusing(passkeys.LoginWebAuthnForm.clean_credential)


class ReauthenticateForm(IdentifierGuard, passkeys.ReauthenticateWebAuthnForm):
    """Confirm by passkey."""

    credential = CredentialField()
    clean_credential = _refusing(passkeys.ReauthenticateWebAuthnForm.clean_credential)
