"""A desk with a page of the tests' own people, and a way to sit down at it."""

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHOSE_RECORDS,
)
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from django.contrib.admin import AdminSite
from django.test import Client
from django.urls import include, path

from impix.desk import Desk
from members.choices import MemberKind
from members.models import Member
from privacy.audit.admin import AccessEventAdmin
from privacy.audit.desk import Card, PersonalAdmin
from privacy.audit.forms import name_and_birth_date
from privacy.audit.masking import mask_name, mask_phone
from privacy.audit.models import AccessEvent
from privacy.subjects.services import create_subject
from tests.sealed_app.models import Person


class PersonAdmin(PersonalAdmin):
    list_display = ("id", "name", "mobile", "extra")
    fields = ("id", "name", "mobile", "born", "extra")
    masks = {"name": mask_name, "mobile": mask_phone}
    lookups = {"mobile": "mobile_index", "born_index": "born_index"}
    parsers = {"born_index": name_and_birth_date}


desk: AdminSite = Desk(name="admin")
desk.register(Person, PersonAdmin)
desk.register(AccessEvent, AccessEventAdmin)

urlpatterns = [path("admin/", desk.urls), path("", include("allauth.urls"))]


def make_officer(login_id: str = "officer", *, is_superuser: bool = True) -> Member:
    """Somebody who may work at the desk."""
    return Member.objects.create_user(
        login_id, subject=create_subject(), kind=MemberKind.STAFF, is_staff=True, is_superuser=is_superuser
    )


def sit_down(client: Client, member: Member, *methods: str) -> None:
    """Sign in with the given methods on record; "mfa" among them unless told otherwise."""
    client.force_login(member)
    session = client.session
    session[RECORDS] = [{"method": method, "at": 0} for method in methods or ("password", "mfa")]
    session[WHOSE_RECORDS] = str(member.pk)
    session.save()


def cards_of(client: Client, room: str) -> list[Card]:
    """What a room has put on the desk's first page: the cards that lead to its pages."""
    return [card for card in client.get("/admin/").context["cards"] if f"/{room}/" in card.address]
