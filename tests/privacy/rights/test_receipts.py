"""Receipts: derived on demand, verifiable by the member without us, and by anybody at /verify/ (product rule 12)."""

import base64
import importlib.util
import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.models import Member
from privacy import codes, signing
from privacy.clocks import add_days, seoul_date
from privacy.consent import services
from privacy.consent.models import ConsentEvent
from privacy.consent.receipts import FORM, receipt
from privacy.destruction.models import Certificate, DestructionPlan
from privacy.policy.services import notice
from privacy.subjects.models import DataSubject
from tests.people import make_member, today

pytestmark = pytest.mark.django_db

SCRIPT = Path(settings.BASE_DIR, "impix/static/impix/verify_receipt.py")
VERIFY, KEYS = "/verify/", "/.well-known/signing-keys.json"


@pytest.fixture
def alice(client: Client) -> Member:
    """Somebody who gave, refused and withdrew."""
    member = make_member("alice")
    words: dict[str, Any] = {"subject_id": member.subject_id, "language": "ko"}
    services.give(activity="job_matching", shown_hash=notice("job_matching", "ko").hash, **words)
    services.give(activity="job_matching", shown_hash=notice("job_matching", "ko").hash, **words)
    services.refuse(activity="provision_agency", shown_hash=notice("provision_agency", "ko").hash, **words)
    services.give(activity="membership", shown_hash=notice("membership", "ko").hash, **words)
    services.withdraw(subject_id=member.subject_id, activity="membership")
    client.force_login(member)
    return member


def event(member: Member, kind: str, activity: str = "job_matching") -> ConsentEvent:
    return ConsentEvent.objects.get(subject=member.subject_id, kind=kind, activity=activity)


def download(client: Client, of: ConsentEvent) -> bytes:
    response = client.get(f"/me/privacy/consents/receipts/{of.pk}/")
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    return response.content


def ask(client: Client, code: str, day: date) -> Any:
    return client.post(VERIFY, {"code": code, "date": day.isoformat()})


def asked_of_us(queries: CaptureQueriesContext) -> int:
    """How many questions the answer took; the cache, which may fall back to the database, does not count."""
    return sum('FROM "privacy_' in query["sql"] for query in queries)


def script() -> Any:
    spec = importlib.util.spec_from_file_location("verify_receipt", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(folder: Path, document: bytes, keys: bytes) -> tuple[int, str]:
    """The script as a member runs it."""
    (folder / "receipt.json").write_bytes(document)
    (folder / "keys.json").write_bytes(keys)
    command = [sys.executable, "-I", str(SCRIPT), "receipt.json", "keys.json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_it_says_the_exact_words_and_how_they_were_answered(client: Client, alice: Member) -> None:
    given = event(alice, "given")
    document = json.loads(download(client, given))
    payload = signing.verify(document)
    assert payload["text"] == notice("job_matching", "ko").content()
    assert payload["text_sha256"] == notice("job_matching", "ko").hash
    assert (payload["kind"], payload["language"], payload["policy_version"]) == ("given", "ko", 1)
    assert (payload["method"], payload["written_by"]) == ("website", "person")
    assert payload["date"] == today().isoformat()
    assert payload["until"] == str(given.until)
    assert len(payload["code"].replace("-", "")) * 5 >= 128
    for nobody in (alice.login_id, str(alice.subject_id), str(alice.pk)):
        assert nobody not in json.dumps(document)


@pytest.mark.parametrize(
    ("kind", "activity"),
    [
        ("given", "job_matching"),
        ("renewed", "job_matching"),
        ("refused", "provision_agency"),
        ("withdrawn", "membership"),
    ],
)
def test_every_word_has_a_receipt_that_verifies_offline(
    client: Client, alice: Member, kind: str, activity: str, tmp_path: Path
) -> None:
    document = download(client, event(alice, kind, activity))
    status, said = run(tmp_path, document, Client().get(KEYS).content)
    assert (status, f"kind: {kind}" in said) == (0, True), said


def test_the_same_receipt_every_time_and_nothing_is_stored(client: Client, alice: Member) -> None:
    given, rows = event(alice, "given"), ConsentEvent.objects.count()
    assert download(client, given) == download(client, given) == receipt(given)
    assert ConsentEvent.objects.count() == rows


def test_a_byte_altered_anywhere_is_refused(client: Client, alice: Member) -> None:
    document, keys, module = download(client, event(alice, "given")), Client().get(KEYS).content, script()
    module.verify(document, keys)
    for place in range(len(document)):
        for flipped in (document[place] ^ 1, document[place] ^ 0x20):
            altered = document[:place] + bytes([flipped]) + document[place + 1 :]
            with pytest.raises(module.Refused):
                module.verify(altered, keys)
    for altered in (document[:-1], document + b"\n", b" " + document, b"", b"[]", b"[" * 100_000):
        with pytest.raises(module.Refused):
            module.verify(altered, keys)


def test_the_script_says_why(client: Client, alice: Member, tmp_path: Path) -> None:
    document, keys = download(client, event(alice, "given")), Client().get(KEYS).content
    for altered, why in (
        (document.replace(b'"ko"', b'"en"'), "The signature does not fit"),
        (document[:100], "is not JSON"),
        (document.replace(b":", b": ", 1), "a byte was altered"),
    ):
        status, said = run(tmp_path, altered, keys)
        assert (status, why in said) == (1, True), said
    status, said = run(tmp_path, document, b'{"form":"impix signing keys 1","keys":{}}')
    assert (status, "no key" in said) == (1, True), said


def test_nobody_downloads_the_receipts_of_others(client: Client, alice: Member) -> None:
    given = event(alice, "given")
    client.force_login(make_member("outsider"))
    assert client.get(f"/me/privacy/consents/receipts/{given.pk}/").status_code == 404


def test_the_published_keys_hold_no_private_half() -> None:
    published = json.loads(Client().get(KEYS).content)
    assert signing.current_key_id() in published["keys"]
    private = [path.read_bytes() for path in Path(settings.SIGNING_KEY_DIR).glob("*.key")]
    assert all(base64.b64encode(key).decode() not in published["keys"].values() for key in private)


def test_rule_12_verify_says_kind_date_and_hash_and_nothing_else(client: Client, alice: Member) -> None:
    given = event(alice, "renewed")
    document = json.loads(download(client, given))
    answer = ask(Client(), document["payload"]["code"], today())
    verdict = answer.context["verdict"]
    assert verdict.state.value == "valid"
    assert verdict.sha256 in answer.content.decode()
    module = script()
    assert module.hashlib.sha256(module.canonical(document["payload"])).hexdigest() == verdict.sha256
    page = answer.content.decode()
    for nothing in ("job_matching", "매칭", alice.login_id, str(given.pk), str(alice.subject_id)):
        assert nothing not in page.replace("/jobs/", "")
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]


def test_what_was_withdrawn_says_so(alice: Member) -> None:
    client = Client()
    for kind, state in (("given", "ended"), ("withdrawn", "valid")):
        code = codes.code_of(FORM, event(alice, kind, "membership").pk)
        assert ask(client, code, today()).context["verdict"].state.value == state


def test_what_ran_out_is_not_called_valid(alice: Member, time_machine: Any) -> None:
    code, day = codes.code_of(FORM, event(alice, "renewed").pk), today()
    time_machine.move_to(timezone.now() + timedelta(days=3 * 366))
    assert ask(Client(), code, day).context["verdict"].state.value == "ended"


def test_unknown_codes_wrong_dates_and_destroyed_people_get_one_answer(alice: Member) -> None:
    client, given = Client(), event(alice, "given")
    code = codes.code_of(FORM, given.pk)
    ask(client, "1" * 26, today())  # What a process reads once is read.
    asked = [("0" * 26, today()), (code, add_days(today(), 1)), (code, add_days(today(), -1)), ("nonsense", today())]
    pages = []
    for each, day in asked:
        with CaptureQueriesContext(connection) as queries:
            answer = ask(client, each, day)
        pages.append((answer.context["verdict"], asked_of_us(queries), sorted(answer.headers)))
    DataSubject.objects.filter(pk=alice.subject_id).update(destroyed_at=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        answer = ask(client, code, today())
    pages.append((answer.context["verdict"], asked_of_us(queries), sorted(answer.headers)))
    assert all(page == pages[0] for page in pages)
    assert pages[0][0].state.value == "invalid"


def test_a_code_is_copied_by_hand(alice: Member) -> None:
    given = event(alice, "renewed")
    code = codes.code_of(FORM, given.pk).lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert ask(Client(), code, today()).context["verdict"].state.value == "valid"


@pytest.mark.worker_role
def test_a_certificate_of_destruction_verifies_there_too(client: Client, tmp_path: Path) -> None:
    plan = DestructionPlan.objects.create(number=1, digest="0" * 64)
    document = signing.sign({"form": "impix destruction certificate 1", "plan": 1})
    made = Certificate.objects.create(plan=plan, document=document, note=1, issued_at=timezone.now())
    code = codes.code_of("impix destruction certificate 1", plan.pk)
    verdict = ask(client, code, seoul_date(made.issued_at)).context["verdict"]
    assert (verdict.state.value, str(verdict.kind)) == ("valid", "파기 확인서")
    assert run(tmp_path, signing.canonical_json(document), client.get(KEYS).content)[0] == 0
    assert codes.id_behind(FORM, code) != plan.pk, "the codes of two kinds do not meet"


@pytest.mark.parametrize(
    "data",
    [{}, {"code": "x" * 61, "date": "2026-01-01"}, {"code": "x", "date": "never"}, {"code": "x", "date": "0001-01-01"}],
)
def test_bad_input_is_told_or_not_valid(data: dict[str, str]) -> None:
    assert Client().post(VERIFY, data).status_code in (200, 422)


def test_guessing_is_slowed() -> None:
    client = Client()
    assert [ask(client, "A" * 26, today()).status_code for _ in range(21)][-1] == 429
