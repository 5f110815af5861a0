"""What everybody here does: sign in, and look at what a company sees."""

from django.test import Client
from django.urls import reverse

from members.models import Member
from recruitment.applications.models import Application


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def opened(member: Member, application: Application) -> tuple[int, str]:
    """Status and text of the page of an application, asked for by a member of a company."""
    answer = signed_in(member).get(reverse("show_applicant", args=[application.pk]))
    return answer.status_code, answer.content.decode()


def listed(member: Member) -> str:
    """The company's list of applicants."""
    answer = signed_in(member).get(reverse("list_applicants"))
    assert answer.status_code == 200
    return str(answer.content.decode())
