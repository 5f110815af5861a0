"""What the room of rights refuses."""


class AlreadyLeft(Exception):
    """This person left before; a second time there is nothing to end."""


class NothingToRecall(Exception):
    """This recipient holds no consent of the person, and can open nothing of hers."""
