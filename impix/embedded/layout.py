"""Where the embedded services keep their things: under `var/` of this clone wherever the servers can reach that."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from impix.embedded.accounts import can_reach, server_account
from impix.embedded.exceptions import EmbeddedError

BASE_DIR = Path(__file__).resolve().parent.parent.parent
# For a clone that the servers' account cannot enter, such as one under root's home.
OUTSIDE = Path("/var/lib/impix-portal")
# A socket's address holds 108 bytes; the longest name in the folder is `.s.PGSQL.5432`.
LONGEST_SOCKET_FOLDER = 88


@dataclass(frozen=True)
class Layout:
    """The folders of one embedded instance; the portal and the test suite each have their own."""

    root: Path

    @property
    def secrets(self) -> Path:
        return self.root / "secrets"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def ledger(self) -> Path:
        return self.root / "ledger"

    @property
    def files(self) -> Path:
        return self.root / "files"

    @property
    def mail(self) -> Path:
        return self.root / "mail"

    @property
    def static(self) -> Path:
        return self.root / "static"

    @property
    def postgres(self) -> Path:
        return self.services / "postgres"

    @property
    def valkey(self) -> Path:
        return self.services / "valkey"

    @cached_property
    def account(self) -> str | None:
        """The account of the servers; None where it is our own."""
        return server_account(self.root / "postgres")

    @property
    def outside(self) -> Path:
        """This clone's folder in a place that every account can reach."""
        return OUTSIDE / self._key

    @cached_property
    def services(self) -> Path:
        """Holds the servers' data: `root`, or a folder outside where the servers' account cannot enter that."""
        self.root.mkdir(parents=True, exist_ok=True)
        if self.account is None or can_reach(self.account, self.root):
            return self.root
        if (self.root / "postgres").exists():
            raise EmbeddedError(f"{self.root} holds the data, but user {self.account} can no longer enter it.")
        self.make_outside()
        return self.outside

    @cached_property
    def sockets(self) -> Path:
        """Holds the servers' unix sockets; a path too long for one is replaced by a short one."""
        for folder in (self.services / "sockets", Path(tempfile.gettempdir()) / f"impix-{os.geteuid()}-{self._key}"):
            if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
                return folder
        raise EmbeddedError(f"{folder} is too long for a unix socket: set TMPDIR to a shorter folder.")

    def make_outside(self) -> None:
        """Make the folder outside; everybody may pass through it, nobody but root may write to it."""
        self.outside.mkdir(parents=True, exist_ok=True)
        for folder in (OUTSIDE, self.outside):
            folder.chmod(0o711)

    @property
    def _key(self) -> str:
        return hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]


PORTAL = Layout(BASE_DIR / "var")
TESTS = Layout(BASE_DIR / "var" / "test")
