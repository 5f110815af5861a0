"""What we tell django-allauth: how letters leave, where people land, how secrets of devices are kept."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from members import proofs
from members.application_key import seal, unseal
from members.models import Member
from members.notifications import write_letter
from members.services import record_sign_in
from members.tasks import send_soon
from privacy.guards import hits_in, refusal
from privacy.rights import reconsenting, renewing
from privacy.subjects.exceptions import NotProcessing

# What a template of a letter may use. A letter says what happened and gives a link or a code, nothing about the person.
LETTER_KEYS = ("code", "password_reset_url")


class AccountAdapter(DefaultAccountAdapter):
    """allauth's account flows on our outbox, in the member's language."""

    error_messages: Mapping[str, Any] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is locked."),
        "enter_current_password": _("Enter your present password."),
        "incorrect_code": _("This code is not right, or it is too old."),
        "incorrect_password": _("The password is not right."),
        "invalid_login": _("The login ID is not right."),
        "username_password_mismatch": _("The login ID or the password is not right."),
        "username_taken": _("This login ID is taken. Please choose another one."),
        "too_many_login_attempts": _("Too many failed attempts. Please try again in 5 minutes."),
        "email_taken": _("This address cannot be used."),
        "rate_limited": _("Too many requests. Please wait a moment."),
        "same_as_current": _("This is what it was before. Please enter a new one."),
    }

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By login ID alone: allauth adds the Host header, which would give every name of this site its own count."""
        return str(credentials.get("username", "")).casefold()

    def clean_email(self, email: str) -> str:
        """No address with a unique identifier in it (rule 37): allauth's own forms ask here."""
        for hit in hits_in(email):
            if not hit.doubtful:
                raise refusal(hit)
        return str(super().clean_email(email))

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Whole or not at all: the new address in, the old one out."""
        with transaction.atomic():
            return bool(super().confirm_email(request, email_address))

    def is_ajax(self, request: HttpRequest) -> bool:
        """Only where a passkey asks for its challenge: JSON answers would be a second face of every form."""
        match = request.resolver_match
        return request.method == "GET" and match is not None and match.url_name == "mfa_login_webauthn"

    def pre_login(self, request: HttpRequest, user: Member, **kwargs: Any) -> HttpResponse | None:
        """Who has left goes through every step of signing in, so that nobody else learns of it (rule 27)."""
        return None if user.has_left else super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: Member) -> None:
        """Sign in and note from where (rule 9); who is being destroyed signs in no more, as if locked.

        Who has left comes not into the account, but to the page on which that can be undone.
        """
        if user.has_left:
            clear_login(request)
            proofs.note_return(request.session, member_id=user.pk)
            raise ImmediateHttpResponse(redirect("come_back"))
        proofs.forget_return(request.session)
        try:
            record_sign_in(subject_id=user.subject_id, ip=get_client_ip(request) or "")
        except NotProcessing:
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user)) from None
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: Member, **kwargs: Any) -> HttpResponse:
        """On to where the member wanted to go; what runs out or has changed is asked about first (rules 4 and 8)."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        renewing.note_last_day(request.session, user.subject_id)
        asks = {"rights:renew": renewing.asks_at_sign_in, "rights:changed": reconsenting.asks_at_sign_in}
        page = next((name for name, ask in asks.items() if not user.is_staff and ask(user.subject_id)), None)
        if page is None:
            return response
        with translation.override(user.language):
            return redirect(f"{reverse(page)}?{urlencode({'next': response['Location']})}")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render now, in the member's language (outside a request allauth cannot), and let a worker send it."""
        member = context.get("user") or (self.request.user if self.request.user.is_authenticated else None)
        values = {key: context[key] for key in LETTER_KEYS if key in context}
        mail = write_letter(notice=template_prefix, to=email, member=member, context=values)
        send_soon(mail.pk)

    def send_notification_mail(
        self, template_prefix: str, user: Member, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """A security notice; where it came from (address, browser) is on the page of sessions, not in a letter."""
        email = email or EmailAddress.objects.get_primary_email(user)
        if email:
            self.send_mail(template_prefix, email, {"user": user})

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On our own address, whatever Host header the request came with."""
        uid, _dash, token = key.partition("-")
        return str(settings.SITE_URL) + reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff to the desk, members to their own page, in the language they chose."""
        member = request.user
        with translation.override(member.language if isinstance(member, Member) else translation.get_language()):
            return reverse("admin:index" if getattr(member, "is_staff", False) else "me")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the member's own page."""
        return reverse("me")


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: seeds under the application key, and staff never without a device."""

    error_messages: Mapping[str, Any] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or it is too old."),
        "cannot_delete_authenticator": _("Staff must keep at least one authenticator app or passkey."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a seed."""
        return seal(text, purpose="mfa")

    def decrypt(self, encrypted_text: str) -> str:
        """Open a seed."""
        return unseal(encrypted_text, purpose="mfa")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether a device may go: the last one of somebody who may sign in to the desk may not."""
        if not authenticator.user.is_staff:
            return True
        devices = Authenticator.objects.filter(user_id=authenticator.user_id)
        others = devices.exclude(type=Authenticator.Type.RECOVERY_CODES).exclude(pk=authenticator.pk)
        return bool(others.exists())

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """A first name for a new passkey."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return str(_("Passkey %(number)d") % {"number": number})

    def _get_site_name(self) -> str:
        return urlsplit(settings.SITE_URL).hostname or "IMPIX"
