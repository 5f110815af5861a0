"""The account: who signs in."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.choices import MemberKind
from members.classifications import Classification
from privacy.subjects.models import DataSubject


class MemberManager(BaseUserManager["Member"]):
    """Creates accounts; login IDs are kept in lower case so that the index answers every look-up."""

    def create_user(self, login_id: str, password: str | None = None, **fields: Any) -> "Member":
        member = self.model(login_id=login_id.lower(), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(self, login_id: str, password: str | None = None, **fields: Any) -> "Member":
        return self.create_user(login_id, password, kind=MemberKind.STAFF, is_staff=True, is_superuser=True, **fields)


class Member(AbstractBaseUser, PermissionsMixin):
    """An account of a natural person: individual member, corporate member, agency, consignee or staff."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.OneToOneField(
        DataSubject, on_delete=models.PROTECT, related_name="member", verbose_name=_("subject")
    )
    login_id = models.CharField(_("login ID"), max_length=30, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=MemberKind.choices, default=MemberKind.INDIVIDUAL)
    language = models.CharField(_("language"), max_length=2, default="ko")
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may sign in to the desk"), default=False)
    joined_at = models.DateTimeField(_("joined at"), auto_now_add=True)

    USERNAME_FIELD = "login_id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = MemberManager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")

    def __str__(self) -> str:
        return f"member {str(self.pk)[:8]}"


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
