"""The account: who signs in, and the letters that wait to be sent."""

import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.choices import Language, MailState, MemberKind
from members.classifications import Classification
from privacy.subjects.models import DataSubject

LOGIN_ID = r"^[a-z0-9][a-z0-9._-]{3,29}$"
login_id_validators = [
    RegexValidator(LOGIN_ID, _("4 to 30 Latin letters, digits, dots, hyphens or underscores, letter or digit first."))
]


class MemberManager(BaseUserManager["Member"]):
    """Creates accounts; login IDs are kept in lower case so that the index answers every look-up."""

    def create_user(self, login_id: str, password: str | None = None, **fields: Any) -> "Member":
        member = self.model(login_id=login_id.lower(), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member


class Member(AbstractBaseUser, PermissionsMixin):
    """An account of a natural person: individual member, corporate member, agency, consignee or staff."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.OneToOneField(
        DataSubject, on_delete=models.PROTECT, related_name="member", verbose_name=_("subject")
    )
    login_id = models.CharField(_("login ID"), max_length=30, unique=True, validators=login_id_validators)
    kind = models.CharField(_("kind"), max_length=12, choices=MemberKind, default=MemberKind.INDIVIDUAL)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.KOREAN)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may sign in to the desk"), default=False)
    joined_at = models.DateTimeField(_("joined at"), auto_now_add=True)

    USERNAME_FIELD = "login_id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = MemberManager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.CheckConstraint(condition=models.Q(login_id__regex=LOGIN_ID), name="member_login_id_is_plain"),
            models.CheckConstraint(condition=models.Q(kind__in=MemberKind.values), name="member_kind_is_known"),
            models.CheckConstraint(condition=models.Q(language__in=Language.values), name="member_language_is_known"),
            models.CheckConstraint(
                condition=models.Q(is_staff=False) | models.Q(kind=MemberKind.STAFF), name="member_desk_is_for_staff"
            ),
        ]

    def __str__(self) -> str:
        return f"member {str(self.pk)[:8]}"


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    """Letters by what may happen to them."""

    def due(self) -> "OutgoingMailQuerySet":
        """Letters that wait and whose time has come; one that is being sent becomes due again when its lease ends."""
        return self.filter(state=MailState.WAITING, due_at__lte=timezone.now()).order_by("due_at")


class OutgoingMail(models.Model):
    """One letter on its way; deleted when the mail server has taken it.

    Address, subject and text are encrypted (members.application_key): letters hold codes and links, and some go to
    people who have not joined yet and so have no key of their own.
    """

    LEASE = timedelta(minutes=5)
    MAX_ATTEMPTS = 8

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=80)
    language = models.CharField(max_length=2, choices=Language)
    letter = models.TextField()
    state = models.CharField(max_length=8, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(default=timezone.now)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="outgoingmail_due")]

    def __str__(self) -> str:
        return f"mail {str(self.pk)[:8]}"

    def take(self) -> None:
        """Waiting, and ours for the length of the lease: nobody else sends it meanwhile."""
        self.attempts += 1
        self.due_at = timezone.now() + self.LEASE
        self.save(update_fields=["attempts", "due_at"])

    def put_back(self) -> None:
        """After a failure: wait 1, 2, 4 … minutes, or give up and forget what was written."""
        self.due_at = timezone.now() + timedelta(minutes=2 ** (self.attempts - 1))
        if self.attempts >= self.MAX_ATTEMPTS:
            self.state, self.letter = MailState.FAILED, ""
        self.save(update_fields=["due_at", "state", "letter"])


class Region(Classification):
    """A province (level 1) or a city or district (level 2), as of July 2026."""

    short_ko = models.CharField(_("short name in Korean"), max_length=20)

    class Meta(Classification.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    @property
    def short_name(self) -> str:
        """The name for cards and filters: 서울, Seoul."""
        return self.short_ko if get_language() == "ko" else self.name_en
