"""What the room of rights refuses."""


class AlreadyLeft(Exception):
    """This person left before; a second time there is nothing to end."""
