class ReasonMissing(ValueError):
    """Values that identify a person are opened for a stated reason only."""


class Undeclared(LookupError):
    """A model whose rows say nothing about a person, as far as anybody declared, cannot be disclosed."""
