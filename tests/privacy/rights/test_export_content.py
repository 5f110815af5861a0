"""What the member's own file holds: everything declared about her, and nothing about others (rule 46; PIPA art. 35)."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from members.choices import MemberKind
from members.models import Member
from privacy.declarations import Personal
from privacy.registry import registry
from privacy.subjects.fields import BlindIndexField
from privacy.subjects.models import PersonalModel
from privacy.subjects.opening import open_own, scope
from tests.people import make_company, make_member, make_posting
from tests.privacy.rights.exporting import alice, built, content, files, live, read

__all__ = ["alice", "files"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(alice: Member) -> tuple[Member, Member, Member]:
    recruiter = make_member("owner-bob", MemberKind.CORPORATE)
    posting = make_posting(make_company(recruiter))
    other = make_member("charlie")
    live(alice, "alice", posting)
    live(other, "zebra", posting)
    return alice, other, recruiter


def own_values(member: Member) -> Iterator[tuple[Personal, str, Any]]:
    """Every declared value about a person that may be handed out, as it lies in the database."""
    for declaration in registry().personal():
        model: Any = apps.get_model(declaration.model)
        if declaration.export:
            continue
        for row in model._base_manager.filter(**{declaration.subject: member.subject_id}).order_by("pk"):
            if isinstance(row, PersonalModel):
                open_own([row], member.subject_id)
            for name in declaration.items:
                if name not in declaration.withheld and not isinstance(model._meta.get_field(name), BlindIndexField):
                    yield declaration, name, getattr(row, name)


def test_everything_declared_is_in_it_and_nobody_elses_value(world: tuple[Member, Member, Member]) -> None:
    alice, other, recruiter = world
    found = content(built(alice))
    everything = b"\n".join(found.values()).decode()
    assert {f"data/{declaration.model}.json" for declaration in registry().personal()} <= set(found)
    seen: set[tuple[str, str]] = set()
    with scope():
        for declaration, name, value in own_values(alice):
            rows = json.loads(found[f"data/{declaration.model}.json"])["rows"]
            if isinstance(value, models.fields.files.FieldFile):
                assert read(value) in [found[row[name]] for row in rows if row[name]], (declaration, name)
            else:
                told = value.isoformat() if isinstance(value, date) else value
                assert told in [row[name] for row in rows], (declaration, name)
            seen |= {(declaration.model, name)} if value else set()
        theirs = {str(value) for _d, _n, value in own_values(other) if len(str(value)) > 8} - {
            str(value) for _d, _n, value in own_values(alice)
        }
    wanted = {
        (declaration.model, name)
        for declaration in registry().personal()
        for name in declaration.items
        if not declaration.export
        and name not in declaration.withheld
        and not isinstance(apps.get_model(declaration.model)._meta.get_field(name), BlindIndexField)
    }
    assert seen == wanted, "every declared item was really there to be found"
    assert len(theirs) > 20
    assert [value for value in theirs if value in everything] == []
    for secret in (recruiter.login_id, str(recruiter.pk), other.login_id, str(other.subject_id), alice.password):
        assert secret not in everything


def test_what_is_withheld_is_named_and_is_nothing_else() -> None:
    withheld = {(each.model, name) for each in registry().personal() for name in each.withheld}
    assert withheld == {
        ("members.Member", "password"),
        ("members.OutgoingMail", "letter"),
        ("mfa.Authenticator", "data"),
        ("privacy_audit.AccessPrivate", "reason"),
        ("privacy_audit.AccessPrivate", "query"),
        ("privacy_audit.AccessPrivate", "address"),
        ("privacy_rights.DataExport", "file"),
        ("privacy_rights.DataExport", "passphrase"),
    }


def test_the_five_kinds_of_the_law_are_there(world: tuple[Member, Member, Member], client: Client) -> None:
    alice, _other, recruiter = world
    client.force_login(recruiter)
    client.get("/company/applicants/")
    found = content(built(alice))
    purposes = {each["activity"]: each for each in json.loads(found["purposes.json"])}
    assert purposes["회원 가입"]["retention"]
    assert {"회원 가입", "기업에 대한 제공", "개인정보 접속기록의 보관"} <= set(purposes)
    (provision,) = json.loads(found["provisions.json"])
    assert (provision["recipient"], provision["items"]) == ("한빛소프트", ["이름"])
    consents = json.loads(found["consents.json"])
    assert consents
    assert all(each["shown"]["points"] for each in consents)
    accesses = json.loads(found["data/privacy_audit.AccessEvent.json"])["rows"]
    assert {"at", "capacity", "action", "granted", "items"} == set(accesses[0])
    page = found["overview.html"].decode()
    assert "alice-words" in page
    assert "한빛소프트" in page
    assert "비밀번호" in page, "what is withheld is named"
