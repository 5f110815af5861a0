"""The member's own file: ordered, built, downloaded and gone; what is in it, test_export_content.py says (rule 46)."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pyzipper
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings

from members.models import Member
from privacy.rights import exports
from privacy.rights.choices import ExportFault, ExportState
from privacy.rights.exceptions import ExportGone, ExportRunning, Interrupted, TooManyExports
from privacy.rights.models import DataExport, RightsAct
from privacy.rights.services import close_account
from privacy.subjects.opening import open_own, scope
from resumes.models import Resume
from tests.members.letters import letters
from tests.people import PASSWORD, make_member, make_resume
from tests.privacy.rights.exporting import alice, built, files, read

__all__ = ["alice", "files"]
pytestmark = pytest.mark.django_db
PAGE = "/me/privacy/export/"


@pytest.fixture
def signed_in(client: Client, alice: Member) -> Client:
    client.post("/login/", {"login": "alice", "password": PASSWORD})
    client.post("/reauthenticate/", {"password": PASSWORD})
    return client


def test_the_whole_way_by_the_pages(signed_in: Client, alice: Member) -> None:
    assert signed_in.post(PAGE, {"passphrase": ""})["Location"] == PAGE
    page = signed_in.get(PAGE).content.decode()
    assert "data-refresh" in page
    export = DataExport.objects.get()
    assert exports.build(export_id=export.pk)
    letter = letters("alice@example.org")[-1]
    assert PAGE in letter["text"]
    address = f"{PAGE}{export.pk}/"
    assert signed_in.get(address)["Location"] == PAGE, "looking is not downloading"
    for _ in range(5):
        answer: Any = signed_in.post(address)
        assert answer["Content-Type"] == "application/zip"
        assert "attachment" in answer["Content-Disposition"]
        assert "overview.html" in zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()
    assert signed_in.post(address)["Location"] == PAGE
    kinds = [act.kind for act in RightsAct.objects.of(alice.subject_id)]
    assert kinds == ["export_downloaded"] * 5 + ["export_ordered"]
    assert RightsAct.objects.filter(about=export.pk).count() == 6


def test_it_asks_who_it_is(signed_in: Client, alice: Member, time_machine: Any) -> None:
    export = built(alice)
    time_machine.move_to(datetime.now(UTC) + timedelta(minutes=11))
    for answer in (signed_in.post(PAGE), signed_in.post(f"{PAGE}{export.pk}/")):
        assert answer["Location"].startswith("/reauthenticate/")
    assert DataExport.objects.count() == 1


def test_nobody_elses_file(signed_in: Client, alice: Member) -> None:
    other = make_member("charlie")
    export = built(other)
    assert signed_in.post(f"{PAGE}{export.pk}/")["Location"] == PAGE
    signed_in.post(f"{PAGE}{export.pk}/cancel/")
    export.refresh_from_db()
    assert (export.state, export.downloads) == (ExportState.READY, 0)
    assert str(export.pk) not in signed_in.get(PAGE).content.decode()
    with pytest.raises(ExportGone):
        exports.download(export_id=export.pk, subject_id=alice.subject_id)


def test_its_day_ends_and_the_file_goes(
    alice: Member, time_machine: Any, django_capture_on_commit_callbacks: Any, files: Path
) -> None:
    export = built(alice)
    time_machine.move_to(datetime.now(UTC) + timedelta(hours=24, seconds=1))
    with pytest.raises(ExportGone):
        exports.download(export_id=export.pk, subject_id=alice.subject_id)
    with django_capture_on_commit_callbacks(execute=True):
        assert exports.sweep() == 1
    export.refresh_from_db()
    assert (export.state, export.file.name) == (ExportState.EXPIRED, "")
    assert [path for path in files.rglob("*") if path.is_file()] == []
    assert exports.sweep() == 0


def test_one_at_a_time_and_not_too_often(signed_in: Client, alice: Member) -> None:
    signed_in.post(PAGE)
    refused = signed_in.post(PAGE)
    assert refused.status_code == 422
    with pytest.raises(ExportRunning):
        exports.order(subject_id=alice.subject_id, language="ko")
    with pytest.raises(IntegrityError), transaction.atomic():
        DataExport.objects.create(subject_id=alice.subject_id, language="ko", ordered_at=datetime.now(UTC))
    exports.build(export_id=DataExport.objects.get().pk)
    for _ in range(4):
        built(alice)
    assert DataExport.objects.filter(state=ExportState.READY).count() == 1, "an earlier file goes with the next order"
    with pytest.raises(TooManyExports):
        exports.order(subject_id=alice.subject_id, language="ko")


def test_a_passphrase_encrypts_it_and_is_forgotten(alice: Member) -> None:
    export = built(alice, "참 긴 비밀문구 9")
    with scope():
        open_own([export], alice.subject_id)
        assert export.passphrase == ""
        data = read(export.file)
    archive = pyzipper.AESZipFile(io.BytesIO(data))
    with pytest.raises(RuntimeError):
        archive.read("overview.html")
    archive.setpassword("참 긴 비밀문구 9".encode())
    assert b"alice" in archive.read("data/members.Member.json")
    assert b"alice" not in data


def test_it_lies_encrypted(alice: Member, files: Path) -> None:
    export = built(alice)
    assert str(export.file.name).startswith(f"rights/{alice.subject_id}/")
    (path,) = [path for path in files.rglob("*") if path.is_file()]
    assert path.read_bytes().startswith(b"IMPX")
    assert b"overview.html" not in path.read_bytes()


def test_a_killed_worker_is_followed_by_another(
    alice: Member, files: Path, time_machine: Any, django_capture_on_commit_callbacks: Any
) -> None:
    export = exports.order(subject_id=alice.subject_id, language="ko")
    taken = exports._claim(export.pk)
    assert taken is not None
    half = files / f"rights/{alice.subject_id}/.{Path(str(taken.file.name)).name}.00ff.part"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")
    assert not exports.build(export_id=export.pk), "the lease of the first still runs"
    time_machine.move_to(datetime.now(UTC) + timedelta(minutes=6))
    assert exports.due() == [export.pk]
    with django_capture_on_commit_callbacks(execute=True):
        assert exports.build(export_id=export.pk)
    with pytest.raises(Interrupted):
        exports._tick(taken, 3)
    assert not half.exists()
    assert not exports.build(export_id=export.pk)
    export.refresh_from_db()
    assert (export.state, export.attempts) == (ExportState.READY, 2)


@pytest.mark.parametrize("leaving", [True, False])
def test_cancelled_or_left_while_it_is_built(
    alice: Member, files: Path, monkeypatch: pytest.MonkeyPatch, leaving: bool
) -> None:
    export = exports.order(subject_id=alice.subject_id, language="ko")
    tick = exports._tick

    def meanwhile(row: DataExport, done: int) -> None:
        if done == 5 and leaving:
            close_account(subject_id=alice.subject_id)
        elif done == 5:
            assert exports.cancel(export_id=export.pk, subject_id=alice.subject_id)
        tick(row, done)

    monkeypatch.setattr(exports, "_tick", meanwhile)
    assert not exports.build(export_id=export.pk)
    export.refresh_from_db()
    assert export.state == ExportState.CANCELLED
    assert [path for path in files.rglob("*") if path.is_file()] == []
    with pytest.raises(ExportGone):
        exports.download(export_id=export.pk, subject_id=alice.subject_id)


def test_leaving_takes_a_finished_file_away(
    alice: Member, files: Path, django_capture_on_commit_callbacks: Any
) -> None:
    export = built(alice)
    with django_capture_on_commit_callbacks(execute=True):
        close_account(subject_id=alice.subject_id)
    with pytest.raises(ExportGone):
        exports.download(export_id=export.pk, subject_id=alice.subject_id)
    assert [path for path in files.rglob("*") if path.is_file()] == []


def test_a_full_disk_and_a_missing_key_are_told(
    signed_in: Client, alice: Member, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "full").write_bytes(b"")
    settings.FILES_DIR = tmp_path / "full"
    export = exports.order(subject_id=alice.subject_id, language="ko")
    assert not exports.build(export_id=export.pk)
    export.refresh_from_db()
    assert (export.state, export.fault) == (ExportState.FAILED, ExportFault.STORAGE)
    assert str(ExportFault.STORAGE.label) in signed_in.get(PAGE).content.decode()
    settings.FILES_DIR = tmp_path / "files"
    with scope():
        make_resume(alice)
    export = exports.order(subject_id=alice.subject_id, language="ko")
    monkeypatch.setattr(
        "privacy.subjects.keyring.load_packed_keys", lambda missing: {activity: {} for activity in missing}
    )
    assert not exports.build(export_id=export.pk)
    monkeypatch.undo()
    export.refresh_from_db()
    assert (export.state, export.fault) == (ExportState.FAILED, ExportFault.KEY)
    assert Resume.objects.exists()


def test_a_file_that_was_altered_is_not_counted(signed_in: Client, alice: Member, files: Path) -> None:
    export = built(alice)
    (path,) = [path for path in files.rglob("*") if path.is_file()]
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    assert signed_in.post(f"{PAGE}{export.pk}/")["Location"] == PAGE
    export.refresh_from_db()
    assert export.downloads == 0
    assert "읽을 수 없습니다" in signed_in.get(PAGE).content.decode()
