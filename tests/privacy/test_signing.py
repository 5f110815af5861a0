"""What is signed verifies with its own key and in no other form."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import Settings

from privacy import signing


@pytest.fixture
def ring(tmp_path: Path, settings: Settings) -> Path:
    (tmp_path / "0001.key").write_bytes(bytes(range(32)))
    settings.SIGNING_KEY_DIR = tmp_path
    return tmp_path


def test_canonical_json_is_one_form_whatever_the_order() -> None:
    day = date(2026, 11, 23)
    value = {"나": [1, None, True], "a": UUID(int=1), "b": day, "c": datetime(2026, 11, 23, 1, tzinfo=UTC)}
    ident = "00000000-0000-0000-0000-000000000001"
    expected = f'{{"a":"{ident}","b":"2026-11-23","c":"2026-11-23T01:00:00+00:00","나":[1,null,true]}}'
    assert signing.canonical_json(value) == expected.encode()
    assert signing.canonical_json(dict(reversed(value.items()))) == expected.encode()


@pytest.mark.parametrize("value", [{"a": 0.5}, {1: "a"}, {"a": {2}}, {"a": b"x"}])
def test_what_has_no_single_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        signing.canonical_json(value)


def test_a_signed_document_survives_storage_as_json(ring: Path) -> None:
    document = json.loads(json.dumps(signing.sign({"at": date(2026, 1, 1), "이름": "계획"})))
    assert signing.verify(document) == {"at": "2026-01-01", "이름": "계획"}


def test_an_altered_document_is_refused(ring: Path) -> None:
    document = signing.sign({"subjects": 3})
    document["payload"]["subjects"] = 4
    with pytest.raises(signing.SignatureBroken):
        signing.verify(document)


def test_a_new_key_signs_at_once_and_the_old_one_still_verifies(ring: Path) -> None:
    before = signing.sign({"n": 1})
    (ring / "0001.pub").write_bytes(signing.public_key("0001"))
    (ring / "0001.key").unlink()
    (ring / "0002.key").write_bytes(bytes(32))
    after = signing.sign({"n": 2})
    assert (before["key"], after["key"]) == ("0001", "0002")
    assert [signing.verify(document)["n"] for document in (before, after)] == [1, 2]
    with pytest.raises(signing.SignatureBroken):
        signing.verify({**after, "key": "0001"})


@pytest.mark.parametrize("key_id", ["0009", "../0001", ""])
def test_an_unknown_key_is_named_and_no_path(ring: Path, key_id: str) -> None:
    with pytest.raises(signing.SigningKeyMissing):
        signing.verify({**signing.sign({"n": 1}), "key": key_id})


def test_the_signature_is_plain_ed25519(ring: Path) -> None:
    """RFC 8032: another process, knowing nothing of Django, verifies it by the public key alone."""
    document = signing.sign({"n": 1})
    program = (
        "import base64, sys; from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey as K;"
        "K.from_public_bytes(bytes.fromhex(sys.argv[1])).verify(base64.b64decode(sys.argv[2]), b'{\"n\":1}')"
    )
    public = signing.public_key("0001").hex()
    subprocess.run([sys.executable, "-c", program, public, document["signature"]], check=True)
