"""A browser for the browser tests: one that is here, else Debian's package, else Playwright's own download."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A test browser must not talk to anybody but the portal.
ARGUMENTS = [
    "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip


def provide() -> str | None:
    """Path of a Chromium that starts, installed now where that is possible; None where it cannot be had."""
    return _installed() or _from_debian() or _from_playwright(download=False) or _from_playwright(download=True)


def _installed() -> str | None:
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else [shutil.which(name) for name in NAMES]
    return next((path for path in candidates if path and _starts(path)), None)


def _from_debian() -> str | None:
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return None
    print("Installing Debian's Chromium for the browser tests", file=sys.stderr, flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        if not _runs([apt, "--quiet", "--quiet", *arguments], quiet):
            return None
    return _installed()


def _from_playwright(*, download: bool) -> str | None:
    from playwright.sync_api import sync_playwright

    if download:
        print("Downloading Playwright's Chromium for the browser tests", file=sys.stderr, flush=True)
        if not _runs([sys.executable, "-m", "playwright", "install", "chromium"]):
            return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() and _starts(path) else None


def _starts(path: str) -> bool:
    """A browser may be there without the libraries that it needs."""
    return _runs([path, "--version"])


def _runs(command: Sequence[str], environment: dict[str, str] | None = None) -> bool:
    try:
        done = subprocess.run(command, check=False, env=environment, stdin=subprocess.DEVNULL, capture_output=True)
    except OSError:
        return False
    return done.returncode == 0
