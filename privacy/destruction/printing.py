"""The certificate on one page, in Korean and English: what a person can read of the signed document (rule 12)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from privacy import codes, pdf
from privacy.destruction.certificate import FORM
from privacy.destruction.models import Certificate
from privacy.registry import registry

TEMPLATE = Path(__file__).parent / "certificate.typ"
SEOUL = ZoneInfo("Asia/Seoul")
METHOD = [
    "암호키를 파기하여 복원할 수 없게 하고, 데이터베이스의 행과 암호화된 파일을 삭제한 뒤"
    " 남은 것이 없는지 검사하였습니다.",
    "Encryption keys destroyed beyond recovery; rows and encrypted files deleted; then searched for anything left.",
]
PAPER = {
    "shredded": "파쇄 · shredded",
    "incinerated": "소각 · incinerated",
    "blacked_out": "지움 · blacked out",
}
NOTE = {
    "ko": "이 문서에는 개인정보가 없습니다. 전자서명된 원본(JSON)이 정본이며,"
    " /verify/ 에서 확인 코드와 발급일로 확인할 수 있습니다.",
    "en": "This page holds no personal information. The signed original (JSON) prevails; /verify/ tells from the code"
    " and the date whether it was issued.",
}


def print_certificate(certificate: Certificate) -> bytes:
    """The PDF of a certificate."""
    return pdf.render(TEMPLATE, page(certificate))


def page(certificate: Certificate) -> dict[str, Any]:
    """What stands on it: rows of a label in both languages and lines of text."""
    said = certificate.document["payload"]
    gone = said["destroyed"]
    reasons = {kind.code: f"{kind.title_ko} · {kind.title_en}" for kind in registry().reason_kinds()}
    activities = {each.code: f"{each.title_ko} · {each.title_en}" for each in registry().activities()}
    tables, records = len(gone["rows"]), sum(gone["rows"].values())
    rows = [
        ("파기 계획", "Plan", [str(said["plan"])]),
        ("파기 사유", "Reasons", _counted(said["reasons"], reasons)),
        ("파기한 업무", "Activities destroyed", _counted(gone["activities"], activities)),
        ("정보주체", "Data subjects", [f"{gone['subjects']:,}"]),
        ("기록과 파일", "Records and files", [
            f"표 {tables}개의 기록 {records:,}건, 파일 {gone['files']:,}개",
            f"{records:,} records of {tables} tables, {gone['files']:,} files",
        ]),
        ("종이 문서", "Paper", _counted(said.get("paper", {}), PAPER)),
        ("파기 일시", "Destroyed", [" ~ ".join(_moment(at) for at in gone["between"] if at)]),
        ("파기 방법", "Method", METHOD),
        ("다른 법령에 따라 보존", "Kept under another law", _kept(said["kept"])),
        ("승인", "Approved", [_approval(said["approval"])]),
        ("파기 원장", "Ledger", [f"{', '.join(map(str, said['ledger']['intents']))} / {said['ledger']['head']}"]),
        ("백업을 복원할 수 없는 날", "No backup restorable from", [said["backups_unreadable_from"]]),
        ("확인 코드와 발급일", "Verification code and date", [
            codes.code_of(FORM, certificate.plan_id), _moment(said["issued_at"])[:10],
        ]),
        ("서명 키", "Signing key", [f"Ed25519 {certificate.document['key']}"]),
    ]  # fmt: skip
    return {
        "number": str(said["plan"]),
        "rows": [{"ko": korean, "en": english, "lines": lines} for korean, english, lines in rows],
        "note": NOTE,
    }


def _counted(counts: Mapping[str, int], titles: Mapping[str, str]) -> list[str]:
    return [f"{titles.get(code, code)}: {number:,}" for code, number in sorted(counts.items())] or ["없음 · None"]


def _kept(groups: Iterable[Mapping[str, Any]]) -> list[str]:
    return [f"{group['law']}: {group['records']:,} (~ {group['until']})" for group in groups] or ["없음 · None"]


def _approval(approval: Mapping[str, Any]) -> str:
    said = approval["payload"]
    return f"{_moment(said['at'])} ({said['officer']})"


def _moment(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(SEOUL).strftime("%Y-%m-%d %H:%M KST")
