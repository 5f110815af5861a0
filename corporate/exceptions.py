"""What can go wrong with a company."""


class WrongStatus(Exception):
    """The company is not in a state from which this step can be taken."""
