"""What can go wrong when the policy is asked."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied


class NoEffectiveVersion(LookupError):
    """No policy version is in force: nothing may be processed. `manage.py load_policy` brings the first one."""


class ActivityClosed(PermissionDenied):
    """The effective version does not disclose this activity, so it is switched off (rule 1). A view answers 403."""

    def __init__(self, activity: str) -> None:
        super().__init__(f"The effective policy version does not disclose the activity {activity!r}.")
        self.activity = activity


class NotSliced(ValueError):
    """The blocks of a version do not fit its published text."""


class CannotPublish(ValueError):
    """A draft is not ready. `refusals`: everything that is missing."""

    def __init__(self, refusals: Sequence[Any]) -> None:
        super().__init__("; ".join(refusal.text for refusal in refusals))
        self.refusals = refusals


class CannotWithdraw(ValueError):
    """The version is a draft, in force, or withdrawn already."""
