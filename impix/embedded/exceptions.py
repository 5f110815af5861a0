"""What can go wrong before the portal runs, said to the person at the terminal in one line."""

from collections.abc import Iterator
from contextlib import contextmanager


class EmbeddedError(Exception):
    """A service or a folder that the portal needs cannot be used; the message says why and what to do."""


@contextmanager
def in_plain_words() -> Iterator[None]:
    """A folder that cannot be written, a full disk: the operating system's reason, without a traceback."""
    try:
        yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise EmbeddedError(f"{error.strerror or error}{where}") from error
