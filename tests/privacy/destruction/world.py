"""People to destroy and people to spare, and what there is of them in every store."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, connections

from privacy.archive.models import ArchivedRecord
from privacy.archive.transfer import open_record
from privacy.destruction import extent, services
from privacy.destruction.grounds import Kept
from privacy.destruction.models import DestructionPlan
from privacy.subjects.services import create_subject, open_activity
from tests.sealed_app.models import Letter, Person

OFFICER = uuid4()
MEMBERSHIP, LETTERS = "test-membership", "test-letters"
LAW = "전자상거래법 시행령 제6조제1항제4호"


@dataclass(frozen=True)
class Somebody:
    """A made-up person, with the values that must be gone or kept afterwards."""

    subject_id: UUID
    name: str
    text: str
    scan: bytes


def make_somebody(name: str = "김하늘") -> Somebody:
    subject_id = create_subject().pk
    for activity in (MEMBERSHIP, LETTERS):
        open_activity(subject_id=subject_id, activity=activity)
    somebody = Somebody(subject_id, name, f"{name}의 편지 {subject_id}", f"scan of {subject_id}".encode())
    mobile = f"010{subject_id.int % 10**8:08d}"
    person = Person.objects.create(
        subject_id=subject_id, name=name, mobile=mobile, born=date(1990, 2, 28), region="서울"
    )
    letter = Letter(subject_id=subject_id, person=person, text=somebody.text)
    letter.scan.save("scan.pdf", ContentFile(somebody.scan))
    return somebody


def leave(people: Iterable[Somebody], activities: Iterable[str] = (MEMBERSHIP, LETTERS)) -> None:
    """These people withdraw."""
    for somebody in people:
        for activity in activities:
            services.add_reason(subject_id=somebody.subject_id, activity=activity, kind="withdrawal")


def approved_plan(people: Iterable[Somebody], activities: Iterable[str] = (MEMBERSHIP, LETTERS)) -> DestructionPlan:
    """A plan that destroys what there is of these people; drafting needs the worker's rights."""
    leave(people, activities)
    plan = services.draft_plan()
    assert plan is not None
    return services.approve(plan_id=plan.pk, officer_id=OFFICER, typed_number=str(plan.number))


def keep_letters(*, activity: str, anchor: date) -> list[Kept]:
    """In place of `grounds.kept`: the text of letters must be kept for three years."""
    if activity != LETTERS:
        return []
    return [Kept("complaints", LAW, ("letter",), anchor.replace(year=anchor.year + 3))]


def archived() -> dict[UUID, dict[str, Any]]:
    """The content of every visible record of the archive, by subject; fails where there are two of one."""
    found: dict[UUID, dict[str, Any]] = {}
    for record in ArchivedRecord.objects.filter(visible=True):
        assert record.subject_id not in found
        found[record.subject_id] = json.loads(open_record(record))
    return found


def fingerprint(people: Iterable[Somebody]) -> str:
    """A hash over every byte that there is of these people: rows, keys, files."""
    ids = [somebody.subject_id for somebody in people]
    digest = hashlib.sha256()
    for activity in (MEMBERSHIP, LETTERS):
        digest.update(repr(sorted(extent.hashes({activity: ids}).items())).encode())
    for alias, table in (("vault", "privacy_vault_datakey"), ("default", "privacy_subjects_processing")):
        with connections[alias].cursor() as cursor:
            statement = f"SELECT t::text FROM {table} t WHERE subject_id = ANY(%s) ORDER BY 1"  # noqa: S608
            cursor.execute(statement, [ids])
            digest.update(repr(cursor.fetchall()).encode())
    for path in files_of(ids):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def files_of(subject_ids: Iterable[UUID]) -> list[Path]:
    """The files that lie in any folder of these subjects."""
    wanted = {str(each) for each in subject_ids}
    return sorted(path for path in Path(settings.FILES_DIR).rglob("*") if path.is_file() and path.parent.name in wanted)


def live_rows(people: Iterable[Somebody]) -> int:
    """How many rows there are of these people in the tables of the tests' own app."""
    ids = [somebody.subject_id for somebody in people]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM sealed_app_person WHERE subject_id = ANY(%s))"
            " + (SELECT count(*) FROM sealed_app_letter WHERE subject_id = ANY(%s))",
            [ids, ids],
        )
        return int(cursor.fetchone()[0])


def live_keys(people: Iterable[Somebody]) -> int:
    """How many keys of these people live."""
    ids = [somebody.subject_id for somebody in people]
    with connections["vault"].cursor() as cursor:
        cursor.execute("SELECT count(wrapped) FROM privacy_vault_datakey WHERE subject_id = ANY(%s)", [ids])
        return int(cursor.fetchone()[0])
