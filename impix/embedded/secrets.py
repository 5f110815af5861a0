"""Secrets of an embedded instance: made once, kept in files that only their owner can read."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

KEY_BYTES = 32


def text_secret(folder: Path, name: str) -> str:
    """The secret `name`, made at its first use."""
    path = folder / name
    if not path.exists():
        _write(path, secrets.token_urlsafe(32).encode())
    return path.read_text(encoding="ascii")


def key_dir(folder: Path, name: str) -> Path:
    """A folder of keys (one file of 32 random bytes each, the highest is current), with at least one in it."""
    keys = folder / name
    if not keys.is_dir() or not any(keys.iterdir()):
        keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(keys / "0001.key", secrets.token_bytes(KEY_BYTES))
    return keys


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    # The first process to get here wins, and the others read what it wrote.
    with suppress(FileExistsError):
        path.hardlink_to(part)
    part.unlink()
