"""What can go wrong with the archive."""


class ReasonMissing(ValueError):
    """The archive is not read without a reason of 10 to 500 characters."""


class NotReadable(Exception):
    """The request is unknown, used, older than a minute or not committed, or there is no such visible record."""


class TransferBroken(Exception):
    """A record of the archive is not the one that was sent; the original is not destroyed."""
