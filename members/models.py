"""The account: who signs in, what they said about themselves and accepted, and the letters that wait to be sent."""

import uuid
from datetime import date, timedelta
from typing import Any, ClassVar, cast

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.choices import Gender, Language, MailState, MemberKind
from members.classifications import Classification
from privacy.subjects.fields import BlindIndexField, EncryptedTextField
from privacy.subjects.models import DataSubject, PersonalModel
from privacy.subjects.normalise import phone

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

    @property
    def has_left(self) -> bool:
        """Whether the person left, and her data wait for their destruction."""
        return not self.is_active and self.subject.left_at is not None


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

    @property
    def full_name(self) -> str:
        """With its province, in the order of the language: 서울특별시 마포구, Mapo-gu, Seoul. Needs `parent` loaded."""
        if self.parent_id is None:
            return str(self)
        return f"{self.parent} {self}" if get_language() == "ko" else f"{self}, {self.parent}"

    @classmethod
    def full_name_of(cls, code: str | None) -> str:
        """The same for a stored code; nothing for none."""
        found = cls._default_manager.select_related("parent").filter(pk=code).first() if code else None
        return found.full_name if isinstance(found, cls) else ""


class MemberProfile(PersonalModel):
    """What a member states about herself at joining (policy arts. 1 and 5); what was relaxed may be blank (rule 5)."""

    activity = "membership"

    name = EncryptedTextField(_("name"), max_length=60, blank=True)
    gender = EncryptedTextField(_("gender"), max_length=10, choices=Gender, blank=True)
    nickname = EncryptedTextField(_("nickname"), max_length=30, blank=True)
    mobile = EncryptedTextField(_("mobile phone"), max_length=20, blank=True)
    mobile_index = BlindIndexField("mobile", normalize=phone)
    phone = EncryptedTextField(_("telephone"), max_length=20, blank=True)
    region_code = EncryptedTextField(_("province, city or district"), max_length=10, blank=True)
    address_line = EncryptedTextField(_("street and house"), max_length=150, blank=True)
    postcode = EncryptedTextField(_("postcode"), max_length=5, blank=True)

    class Meta(PersonalModel.Meta):
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [models.UniqueConstraint(fields=["subject"], name="member_profile_once")]

    def __str__(self) -> str:
        return f"profile {str(self.pk)[-8:]}"

    def get_region_code_display(self) -> str:
        """The region by its name, where a page shows the profile item by item."""
        found = Region.objects.filter(code=self.region_code).first() if self.region_code else None
        return str(found) if found else self.region_code


class SignInRecord(PersonalModel):
    """From where somebody signed in, kept for three months (policy art. 5, automatic items; rule 9)."""

    KEEP_MONTHS = 3
    activity = "membership"

    ip = EncryptedTextField(_("IP address"), max_length=45)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta(PersonalModel.Meta):
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        indexes = [models.Index(fields=["at"], name="sign_in_by_time")]

    def __str__(self) -> str:
        return f"sign-in {str(self.pk)[-8:]}"


class TermsVersionQuerySet(models.QuerySet["TermsVersion"]):
    """Terms of use by the day."""

    def in_force(self, kind: str, day: date) -> "TermsVersion":
        """The terms for a kind of member on a Seoul day. Raises DoesNotExist when none were loaded."""
        found = self.filter(kind=kind, effective_on__lte=day).order_by("-number").first()
        if found is None:
            raise TermsVersion.DoesNotExist(kind)
        return found


class TermsVersion(models.Model):
    """A version of the terms of use for one kind of member; accepted, not consented to (rule 10)."""

    hash = models.CharField(max_length=64, primary_key=True, help_text="SHA-256 of the content as canonical JSON.")
    kind = models.CharField(_("kind"), max_length=12, choices=MemberKind)
    number = models.PositiveSmallIntegerField(_("number"))
    effective_on = models.DateField(_("in force from"))
    content = models.JSONField(help_text="Title and articles in Korean and English.")

    objects = TermsVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("terms of use")
        verbose_name_plural = _("terms of use")
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="terms_number_once_per_kind")]

    def __str__(self) -> str:
        return f"terms {self.kind} {self.number}"

    @property
    def text(self) -> dict[str, Any]:
        """Title and articles in the language of the page."""
        return cast(dict[str, Any], self.content["en" if get_language() == "en" else "ko"])


class TermsAcceptance(PersonalModel):
    """That a member accepted a version of the terms, when, and in which language they were shown."""

    activity = "membership"

    version = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("version"))
    language = models.CharField(_("language"), max_length=2, choices=Language)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta(PersonalModel.Meta):
        verbose_name = _("acceptance of the terms")
        verbose_name_plural = _("acceptances of the terms")
        constraints = [models.UniqueConstraint(fields=["subject", "version"], name="terms_accepted_once")]

    def __str__(self) -> str:
        return f"acceptance {str(self.pk)[-8:]}"
