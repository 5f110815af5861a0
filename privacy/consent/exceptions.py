"""Why the ledger refuses a word."""


class ConsentRefused(Exception):
    """The ledger stays as it is."""


class StaleNotice(ConsentRefused):
    """What the person was shown is not what would be shown now, or the form was used before: it must be read again."""


class NothingToWithdraw(ConsentRefused):
    """There is no consent that holds."""
