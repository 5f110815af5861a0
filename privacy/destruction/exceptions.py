"""What can go wrong with destruction."""


class WrongState(Exception):
    """The plan is not in the state in which this can be done to it."""


class EditorApproves(Exception):
    """Who took items out of a plan leaves its approval to another officer, as there is one."""


class WrongNumber(Exception):
    """The number that was typed is not the plan's."""


class NothingToHold(Exception):
    """There is nothing that a hold could keep, or it is held already."""


class TooLateToHold(Exception):
    """The data are past the last exit of a plan."""


class NotHeld(Exception):
    """The hold has ended, or somebody was quicker."""


class WrongPeriod(Exception):
    """A hold may last 90 days at most, and not end before today."""


class NotThen(Exception):
    """The paper is confirmed already, or the day is not between its entry and today."""


class NoWitness(Exception):
    """The witness is nobody else who works at the desk."""


class PlanAltered(Exception):
    """The items of a plan are not those that were approved; nothing of it is executed."""


class LeaseLost(Exception):
    """Another worker has taken the batch over; whoever sees this stops."""


class StepFailed(Exception):
    """A step cannot be done for these subjects as things are; they are set aside and tried again."""


class LedgerBroken(Exception):
    """The ledger is missing a note, or one was cut, edited or reordered; no destruction runs on it."""
