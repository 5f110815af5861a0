"""What a person reads beside a consent box: the points of PIPA arts. 15(2) and 17(2), and a hash over exactly that.

The labels are fixed here and not in the translation catalogue, because they are part of what was consented to: the hash
of a notice must not change when a catalogue is edited.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from privacy.signing import canonical_json

FORMAT = "impix-consent-notice-1"
LABELS = {
    "recipient": {"ko": "제공받는 자", "en": "Recipient"},
    "recipient_purpose": {"ko": "제공받는 자의 이용 목적", "en": "Purpose of the recipient"},
    "purpose": {"ko": "수집·이용 목적", "en": "Purpose"},
    "items": {"ko": "수집 항목", "en": "Items"},
    "provided_items": {"ko": "제공하는 항목", "en": "Items provided"},
    "retention": {"ko": "보유·이용 기간", "en": "Retention period"},
    "recipient_retention": {"ko": "제공받는 자의 보유·이용 기간", "en": "Retention period of the recipient"},
    "refusal": {"ko": "거부할 권리와 불이익", "en": "Right to refuse, and the effect"},
}
ITEM_LINES = {
    "required": {"ko": "필수: {}", "en": "Required: {}"},
    "optional": {"ko": "선택: {}", "en": "Optional: {}"},
    "automatic": {"ko": "이용 중 자동 생성: {}", "en": "Generated while you use the service: {}"},
}
STATEMENTS = {
    "collection": {
        "ko": "개인정보 수집·이용에 동의합니다: {title}",
        "en": "I consent to the collection and use of my personal data: {title}",
    },
    "provision": {
        "ko": "개인정보 제3자 제공에 동의합니다: {name}",
        "en": "I consent to my personal data being provided to a third party: {name}",
    },
}
MARKS = {True: {"ko": "(필수)", "en": "(required)"}, False: {"ko": "(선택)", "en": "(optional)"}}
KEEP_UNTIL = {"ko": "늦어도 {day}까지", "en": "at the latest until {day}"}


@dataclass(frozen=True)
class NamedRecipient:
    """The one company or agency that a provision consent names (rule 3), and until when it may keep the data."""

    id: UUID
    name: str
    keep_until: date | None = None


@dataclass(frozen=True)
class NoticePoint:
    """One point of the notice. `important`: to be set apart visibly (PIPA art. 22(2), Decree art. 17(3))."""

    code: str
    label: str
    lines: tuple[str, ...]
    important: bool = False


@dataclass(frozen=True)
class ConsentNotice:
    """Everything that is shown beside one consent box, in one language."""

    version: int
    activity: str
    language: str
    statement: str
    mark: str
    required: bool
    points: tuple[NoticePoint, ...]
    recipient: NamedRecipient | None = None
    keep_years: int | None = None

    def content(self) -> dict[str, object]:
        """What is shown, as plain data: the subject of the hash, and what a receipt repeats."""
        return {
            "format": FORMAT,
            "version": self.version,
            "activity": self.activity,
            "language": self.language,
            "recipient": str(self.recipient.id) if self.recipient else None,
            "statement": self.statement,
            "mark": self.mark,
            "points": [
                {"code": p.code, "label": p.label, "lines": list(p.lines), "important": p.important}
                for p in self.points
            ],
        }

    @property
    def hash(self) -> str:
        """SHA-256 over the canonical JSON of `content()`, in hexadecimal."""
        return sha256(canonical_json(self.content())).hexdigest()

    def lines(self, code: str) -> tuple[str, ...]:
        """The text of a point. Raises KeyError."""
        return {point.code: point.lines for point in self.points}[code]

    @property
    def purpose(self) -> str:
        """The purpose: of the company, or of the recipient."""
        return self.lines("recipient_purpose" if self.is_provision else "purpose")[0]

    @property
    def items(self) -> tuple[str, ...]:
        """The items, line by line."""
        return self.lines("provided_items" if self.is_provision else "items")

    @property
    def retention(self) -> str:
        """How long the data are kept: by the company, or by the recipient."""
        return "; ".join(self.lines("recipient_retention" if self.is_provision else "retention"))

    @property
    def refusal(self) -> str:
        """The right to refuse and what refusing means."""
        return self.lines("refusal")[0]

    @property
    def is_provision(self) -> bool:
        """Whether it is about giving data to somebody else."""
        return any(point.code == "recipient" for point in self.points)
