"""What can go wrong when the policy is asked."""


class NoEffectiveVersion(LookupError):
    """No policy version is in force: nothing may be processed. `manage.py load_policy` brings the first one."""


class ActivityClosed(Exception):
    """The effective version does not disclose this activity, so it is switched off (rule 1)."""

    def __init__(self, activity: str) -> None:
        super().__init__(f"The effective policy version does not disclose the activity {activity!r}.")
        self.activity = activity


class NotSliced(ValueError):
    """The blocks of a version do not fit its published text."""
