"""What can go wrong with an application."""


class PostingClosed(Exception):
    """The posting takes no applications any more."""


class AppliedBefore(Exception):
    """This person's application to this posting is already there."""


class IllegalMove(Exception):
    """An application cannot go from its state to that one."""
