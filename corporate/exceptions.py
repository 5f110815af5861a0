"""What can go wrong with a company."""


class WrongStatus(Exception):
    """The company is not in a state from which this step can be taken."""


class NotAPicture(Exception):
    """An upload is no PNG, JPEG or WebP that can be decoded within the limits."""
