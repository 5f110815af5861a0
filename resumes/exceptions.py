"""What can go wrong with a resume."""


class NotAPdf(Exception):
    """The content of a file is not that of a PDF document."""
