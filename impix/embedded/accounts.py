"""The operating system account of the embedded servers: PostgreSQL refuses to run as root, and Valkey need not."""

import os
import pwd
import stat
import subprocess
from pathlib import Path

from impix.embedded.exceptions import EmbeddedError

# Exists on every system, so that nothing has to be added to /etc/passwd.
UNPRIVILEGED = "nobody"


def server_account(data: Path) -> str | None:
    """Who runs the servers: whoever owns the data already there, else `nobody`; None where that is ourselves."""
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat().st_uid) != 0:
        return pwd.getpwuid(owner).pw_name
    return UNPRIVILEGED


def can_reach(account: str | None, path: Path) -> bool:
    """Whether `account` may enter this folder or run this program; asked of the kernel, which also knows ACLs."""
    if account is None:
        return os.access(path, os.X_OK)
    asked = subprocess.run(["/usr/bin/test", "-x", path], user=account, group=_group(account), extra_groups=[], cwd="/")
    return asked.returncode == 0


def give(account: str | None, path: Path | int) -> None:
    """Make `account` the owner of a file or an open descriptor."""
    if account is not None:
        os.chown(path, pwd.getpwnam(account).pw_uid, _group(account))


def make_private(account: str | None, folder: Path) -> None:
    """A folder that only `account` may enter, also where others may have made one of that name before us."""
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        found = folder.lstat()
        owners = {os.geteuid(), pwd.getpwnam(account).pw_uid if account else os.geteuid()}
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
            raise EmbeddedError(f"{folder} belongs to somebody else: remove it, or set TMPDIR.") from None
        folder.chmod(0o700)
    give(account, folder)


def _group(account: str) -> int:
    return pwd.getpwnam(account).pw_gid
