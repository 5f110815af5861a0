"""What the room of rights refuses."""


class AlreadyLeft(Exception):
    """This person left before; a second time there is nothing to end."""


class NothingToRecall(Exception):
    """This recipient holds no consent of the person, and can open nothing of hers."""


class NotLeft(Exception):
    """This person has not left, or has come back already."""


class TooLate(Exception):
    """The destruction of this person's data is approved: it goes on."""
