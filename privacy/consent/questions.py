"""What stands between a page and the ledger: a question that was asked, and the answer that came back."""

from dataclasses import dataclass

from privacy.policy.notices import ConsentNotice


@dataclass(frozen=True)
class Question:
    """A notice as it is shown to one person, after `after_seq` earlier events of the same line."""

    notice: ConsentNotice
    after_seq: int

    @property
    def token(self) -> str:
        """What a ticked box sends. A form that was used once, or shows another text, sends another one."""
        return f"{self.notice.hash}.{self.after_seq}"


@dataclass(frozen=True)
class Answer:
    """What the person said to a question: ticked or left alone."""

    question: Question
    ticked: bool
