"""Passwords: how they are hashed and which are refused.

Length and a list of common passwords instead of composition rules (ASVS 5.0, 6.2); PIPA safety measures notice, art. 5.
"""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator as CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MEMBER_LENGTH, STAFF_LENGTH, MAX_LENGTH = 10, 15, 1000
PLACE_WORDS = ("impix", "임픽스")


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with one lane: about 0.1 s on one core, so that a storm of sign-ins cannot take all of them."""

    time_cost = 2
    memory_cost = 46 * 1024
    parallelism = 1


class LengthValidator:
    """At least 10 characters for members, 15 for staff; no limit that anybody would meet."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError when the password is too short or absurdly long."""
        least = STAFF_LENGTH if getattr(user, "is_staff", False) else MEMBER_LENGTH
        if len(password) < least:
            message = ngettext(
                "The password needs at least %(count)d character.",
                "The password needs at least %(count)d characters.",
                least,
            )
            raise ValidationError(message % {"count": least}, code="password_too_short")
        if len(password) > MAX_LENGTH:
            raise ValidationError(_("The password is too long."), code="password_too_long")

    def get_help_text(self) -> str:
        """What the form says beside the field."""
        return _("At least %(count)d characters; several words are easier to remember than signs.") % {
            "count": MEMBER_LENGTH
        }


class ContextWordsValidator:
    """Neither the name of the place nor the login ID may be what the password lives on."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError when little is left of the password without the words anybody would try."""
        rest = password.casefold()
        for word in (*PLACE_WORDS, user.get_username().casefold() if user else ""):
            rest = rest.replace(word, "") if word else rest
        if len(rest) < MEMBER_LENGTH - 2 and rest != password.casefold():
            raise ValidationError(
                _("The password is too close to the name of this site or to your login ID."), code="password_context"
            )

    def get_help_text(self) -> str:
        """What the form says beside the field."""
        return _("Not your login ID, and no common password.")
