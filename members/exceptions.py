"""What the members app refuses."""


class NoAddress(LookupError):
    """There is no verified e-mail address to which a notice about this subject could go."""


class AlreadyTaken(Exception):
    """The login ID, or the e-mail address, belongs to a member since a moment ago."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class TermsAltered(Exception):
    """A file of terms no longer says what was stored, and accepted, under its number."""
