"""Encrypted files: round trips, and every way of altering, cutting or moving one."""

import io
import os
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.test import RequestFactory
from pytest_django import Settings

from privacy.subjects import opening
from privacy.subjects.exceptions import KeyDestroyed, NotDisclosed, NotProcessing, SealBroken
from privacy.subjects.files import CHUNK, HEADER_BYTES, TAG, SealedFileStorage, file_name
from privacy.subjects.keyring import Keyring
from privacy.subjects.models import DataSubject
from privacy.vault.services import destroy_keys
from tests.sealed_app.models import Letter

SIZES = [0, 1, 100, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17]
storage = SealedFileStorage()


@pytest.fixture(autouse=True)
def files_dir(tmp_path: Path, settings: Settings) -> Path:
    """A folder of the test's own."""
    settings.FILES_DIR = tmp_path
    return tmp_path


def new_name(subject: DataSubject) -> str:
    return file_name(activity="test-letters", subject_id=subject.pk, file_id=uuid.uuid4())


def store(subject: DataSubject, content: bytes) -> str:
    return storage.save(new_name(subject), ContentFile(content))


def read(ring: Keyring, name: str) -> bytes:
    """As after a disclosure of the row that names the file."""
    ring.disclosed_files.add(name)
    with storage.open(name) as file:
        return bytes(file.read())


@pytest.mark.parametrize("size", SIZES)
def test_files_come_back(subject: DataSubject, scope: Keyring, size: int, files_dir: Path) -> None:
    content = os.urandom(size)
    name = store(subject, content)
    assert read(scope, name) == content
    assert storage.size(name) == size
    stored = (files_dir / name).read_bytes()
    assert len(stored) == HEADER_BYTES + size + TAG * max(1, -(-size // CHUNK))
    assert size < 16 or content[:16] not in stored


def test_reading_anywhere(subject: DataSubject, scope: Keyring) -> None:
    content = os.urandom(3 * CHUNK + 17)
    name = store(subject, content)
    scope.disclosed_files.add(name)
    with storage.open(name) as file:
        for start, length in [(CHUNK - 3, 6), (0, 5), (3 * CHUNK + 10, 100), (2 * CHUNK, CHUNK), (len(content), 1)]:
            assert file.seek(start) == start
            assert file.read(length) == content[start : start + length]
        file.seek(-5, os.SEEK_END)
        assert file.read() == content[-5:]
        assert b"".join(file.chunks()) == content


def test_a_file_opens_with_the_row_that_names_it(
    make_letter: Callable[..., Letter], scope: Keyring, django_assert_num_queries: Callable[..., object]
) -> None:
    letter = make_letter(scan=ContentFile(b"%PDF scan", name="scan.pdf"))
    name = str(letter.scan.name)
    assert name.startswith(f"test-letters/{letter.subject_id}/")
    for items in (set(), {"text"}):
        opening.open_rows([letter], items)
        with pytest.raises(NotDisclosed):
            letter.scan.open()
    opening.open_rows([letter], {"scan"})
    assert letter.scan.read() == b"%PDF scan"
    assert letter.scan.size == 9
    letter.scan.close()
    with opening.scope(), pytest.raises(NotDisclosed):
        storage.open(name)
    with pytest.raises(NotDisclosed):
        _ = letter.scan.url


def damaged(content: bytes) -> dict[str, bytes]:
    """Every kind of damage to a sealed file of three chunks."""
    chunk = CHUNK + TAG
    header, body = content[:HEADER_BYTES], content[HEADER_BYTES:]
    first, second, third = body[:chunk], body[chunk : 2 * chunk], body[2 * chunk :]
    return {
        "empty": b"",
        "header only": header,
        "cut in the header": content[: HEADER_BYTES - 1],
        "cut in the last chunk": content[:-1],
        "cut at a chunk": header + first + second,
        "cut to a chunk": header + first,
        "cut inside a chunk": content[: HEADER_BYTES + chunk + 100],
        "cut inside a tag": content[: HEADER_BYTES + chunk + 7],
        "swapped": header + second + first + third,
        "doubled": header + first + first + third,
        "appended": content + b"x",
        "appended chunk": content + third,
        "other version": b"IMPX\x02" + content[5:],
        "other chunk length": content[:5] + b"\x0f" + content[6:],
        "other prefix": content[:6] + bytes(8) + content[14:],
    }


def test_damage_is_noticed(
    subject: DataSubject, scope: Keyring, files_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    plain = os.urandom(2 * CHUNK + 1000)
    name = store(subject, plain)
    content = (files_dir / name).read_bytes()
    kinds = damaged(content)
    for kind, damage in kinds.items():
        (files_dir / name).write_bytes(damage)
        with pytest.raises(SealBroken):
            pytest.fail(f"{kind}: {len(read(scope, name))} bytes were read")
    assert len([record for record in caplog.records if record.message == "seal broken"]) == len(kinds)
    (files_dir / name).write_bytes(content)
    assert read(scope, name) == plain


def test_every_bit_counts(subject: DataSubject, scope: Keyring, files_dir: Path) -> None:
    name = store(subject, b"short")
    content = (files_dir / name).read_bytes()
    for bit in range(len(content) * 8):
        broken = bytearray(content)
        broken[bit // 8] ^= 1 << bit % 8
        (files_dir / name).write_bytes(broken)
        with pytest.raises(SealBroken):
            read(scope, name)


def test_a_file_opens_under_its_own_name_only(
    subject: DataSubject, make_letter: Callable[..., Letter], scope: Keyring, files_dir: Path
) -> None:
    stranger = make_letter().subject
    name = store(subject, b"content")
    other_activity = name.replace("test-letters", "test-membership")
    for moved in (new_name(subject), new_name(stranger), other_activity):
        target = files_dir / moved
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((files_dir / name).read_bytes())
        with pytest.raises(SealBroken):
            read(scope, moved)


@pytest.mark.worker_role
def test_a_file_dies_with_its_key(subject: DataSubject) -> None:
    name = store(subject, b"content")
    destroy_keys(subject_ids=[subject.pk], activity="test-letters")
    with opening.scope() as ring, pytest.raises(KeyDestroyed):
        read(ring, name)
    with pytest.raises(NotProcessing):
        store(subject, b"late")
    assert storage.size(name) == 7
    storage.delete(name)
    storage.delete(name)
    assert not storage.exists(name)


def test_a_file_is_there_completely_or_not_at_all(subject: DataSubject, files_dir: Path) -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("The upload was cut off.")

    name = new_name(subject)
    with pytest.raises(OSError, match="cut off"):
        storage.save(name, File(Failing(b"content"), name="x"))
    assert [path for path in files_dir.rglob("*") if path.is_file()] == []
    storage.save(name, ContentFile(b"one"))
    with pytest.raises(FileExistsError):
        storage.save(name, ContentFile(b"two"))
    (stored,) = [path for path in files_dir.rglob("*") if path.is_file()]
    assert stored.stat().st_mode & 0o777 == 0o600


def test_content_that_was_read_before_is_sealed_from_its_start(subject: DataSubject, scope: Keyring) -> None:
    content = ContentFile(b"content")
    content.read()
    assert read(scope, storage.save(new_name(subject), content)) == b"content"


@pytest.mark.parametrize(
    "name", ["../secrets", "/etc/passwd", "a/b/c", "a/../../c", "test-letters/x", f"../{uuid.uuid4()}/{uuid.uuid4()}"]
)
def test_other_names_are_refused(name: str) -> None:
    for use in (storage.exists, storage.delete, storage.size, storage.path):
        with pytest.raises(SuspiciousFileOperation):
            use(name)


def test_uploads_stay_in_memory(rf: RequestFactory) -> None:
    """Django's other handler writes uploads of more than 2.5 MB to a temporary folder, in plain text."""
    request = rf.post("/", {"file": ContentFile(bytes(3 << 20), name="large.pdf")})
    assert type(request.FILES["file"]) is InMemoryUploadedFile
