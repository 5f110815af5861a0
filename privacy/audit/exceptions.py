class ReasonMissing(ValueError):
    """Values that identify a person are opened for a stated reason only."""


class Undeclared(LookupError):
    """What nobody declared as an item of a person cannot be disclosed: the log would not know what to say."""
