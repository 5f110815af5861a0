"""Choices of applications."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """The fixed core of states (product rule 44)."""

    RECEIVED = "received", _("Received")
    IN_REVIEW = "in_review", _("In review")
    INTERVIEW = "interview", _("Interview")
    OFFERED = "offered", _("Offered")
    HIRED = "hired", _("Hired")
    NOT_SELECTED = "not_selected", _("Not selected")
    NO_ANSWER = "no_answer", _("No answer by the company")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Which states a company can move an application to; the first opening makes "in review" by itself.
MOVES: dict[str, tuple[State, ...]] = {
    State.RECEIVED: (State.IN_REVIEW, State.INTERVIEW, State.NOT_SELECTED),
    State.IN_REVIEW: (State.INTERVIEW, State.OFFERED, State.NOT_SELECTED),
    State.INTERVIEW: (State.OFFERED, State.NOT_SELECTED),
    State.OFFERED: (State.HIRED, State.NOT_SELECTED),
    State.HIRED: (),
    State.NOT_SELECTED: (),
    State.NO_ANSWER: (),
    State.WITHDRAWN: (),
}
UNDECIDED = (State.RECEIVED, State.IN_REVIEW, State.INTERVIEW, State.OFFERED)
